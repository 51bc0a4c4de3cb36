import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { install } from './installation.js';
import { printHead, printReading } from './print.js';
import { isMet, middleOf, ratioOf, type Reading, type Row } from './reading.js';
import { hotReservations } from './rows/hot-reservations.js';
import { restWrite } from './rows/rest-write.js';
import { singleCommands } from './rows/single-commands.js';
import { benchServers, type Servers } from './servers.js';

const ROWS: Row[] = [singleCommands, hotReservations, restWrite];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, json: { type: 'string' }, runs: { type: 'string', default: '1' } },
  });
  const rows = ROWS.filter(({ name }) => !values.only || name === values.only);
  if (rows.length === 0) throw new Error(`There is no row ${values.only}: ${ROWS.map(({ name }) => name).join(', ')}.`);
  const servers = await benchServers();
  try {
    printHead();
    const readings = new Map<string, Reading[]>();
    for (const row of rows) readings.set(row.name, await measure(row, Number(values.runs), servers));
    if (values.json) writeFileSync(values.json, JSON.stringify(record(readings), undefined, 2));
  } finally {
    await servers.close();
  }
}

async function measure(row: Row, times: number, servers: Servers): Promise<Reading[]> {
  const runs: Reading[][] = [];
  for (let run = 0; run < times; run++) {
    const readings = await runOnce(row, servers);
    for (const reading of readings) printReading(row.name, reading);
    runs.push(readings);
  }
  const middle = middleOf(runs);
  if (times > 1) for (const reading of middle) printReading(`${row.name}, median of ${times}`, reading);
  return middle;
}

/** Every run has a database and topics of its own, and fails when the index is not what the facts say afterwards. */
async function runOnce(row: Row, servers: Servers): Promise<Reading[]> {
  const installation = await install(servers);
  try {
    const readings = await row.run(installation);
    await installation.stockwire('index', 'verify');
    return readings;
  } finally {
    await installation.remove();
  }
}

function record(readings: Map<string, Reading[]>) {
  const rows = [...readings].map(([row, list]) => ({
    row,
    readings: list.map((reading) => ({ ...reading, ratio: ratioOf(reading), met: isMet(reading) })),
  }));
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  return { at: new Date().toISOString(), commit: commit(), machine, rows };
}

function commit(): string | undefined {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
