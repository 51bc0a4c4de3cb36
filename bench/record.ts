import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import pg from 'pg';
import { isKept, ratioOf, type Median } from './reading.js';
import type { Servers } from './servers.js';

/** All that a run of the bench has measured, and on what. */
export interface BenchRecord {
  at: string;
  commit: string;
  runs: number;
  machine: { cpu: string; cores: number; memoryGb: number };
  versions: Record<'node' | 'postgres' | 'kafka', string>;
  settings: Record<string, string>;
  rows: { name: string; readings: RecordedReading[] }[];
}

/** A reading with what follows from it. */
export interface RecordedReading extends Median {
  timesFloor?: number;
  met?: boolean;
  aimReached?: boolean;
}

/** The record of what the rows have shown on these servers. */
export async function recordOf(
  rows: { name: string; readings: Median[] }[],
  runs: number,
  servers: Servers,
): Promise<BenchRecord> {
  const { version, settings } = await postgresOf(servers);
  return {
    at: new Date().toISOString(),
    commit: commit(),
    runs,
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
    },
    versions: { node: process.versions.node, postgres: version, kafka: servers.kafkaVersion },
    settings,
    rows: rows.map(({ name, readings }) => ({ name, readings: readings.map(recorded) })),
  };
}

function recorded(reading: Median): RecordedReading {
  const { floor, must, aim } = reading;
  return {
    ...reading,
    ...(floor && { timesFloor: ratioOf(reading, floor) }),
    ...(must && { met: isKept(reading, must) }),
    ...(aim && { aimReached: isKept(reading, aim) }),
  };
}

const TOLD = ['fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_wal_size'];

async function postgresOf({ databaseUrl }: Servers): Promise<{ version: string; settings: Record<string, string> }> {
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  const show = async (setting: string) => {
    const { rows } = await db.query<{ it: string }>('select current_setting($1) as it', [setting]);
    return rows[0]!.it;
  };
  const settings: Record<string, string> = {};
  for (const name of TOLD) settings[name] = await show(name);
  const version = (await show('server_version')).split(' ')[0]!;
  await db.end();
  return { version, settings };
}

/** The commit, marked when what was measured differs from it. */
function commit(): string {
  const git = (...words: string[]) =>
    execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return `${git('rev-parse', '--short=12', 'HEAD')}${git('status', '--porcelain') ? ' with changes' : ''}`;
  } catch {
    return 'unknown';
  }
}
