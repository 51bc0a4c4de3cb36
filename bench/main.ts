import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { install, type Installation } from './installation.js';
import { benchmarksPage } from './benchmarks-page.js';
import { printHead, printReading } from './print.js';
import { isKept, mediansOf, type Reading, type Row } from './reading.js';
import { recordOf } from './record.js';
import { bulkWrites } from './rows/bulk-writes.js';
import { imports } from './rows/imports.js';
import { eventLatency } from './rows/event-latency.js';
import { fullReindex } from './rows/full-reindex.js';
import { growth } from './rows/growth.js';
import { hotReservations } from './rows/hot-reservations.js';
import { largeCommands } from './rows/large-commands.js';
import { largeRequest } from './rows/large-request.js';
import { memory } from './rows/memory.js';
import { oversellRace } from './rows/oversell-race.js';
import { restWrite, restWrites } from './rows/rest-write.js';
import { readWithReservations, salableRead } from './rows/salable-read.js';
import { singleCommands } from './rows/single-commands.js';
import { spreadReservations } from './rows/spread-reservations.js';
import { topologyChange } from './rows/topology-change.js';
import { benchServers, type Servers } from './servers.js';
import { promiseInWords } from './words.js';

const ROWS: Row[] = [
  singleCommands,
  largeCommands,
  largeRequest,
  hotReservations,
  spreadReservations,
  oversellRace,
  fullReindex,
  topologyChange,
  growth,
  restWrite,
  restWrites,
  salableRead,
  readWithReservations,
  bulkWrites,
  imports,
  eventLatency,
  memory,
];

const PAGE = 'docs/benchmarks.md';
const RUNS_OF_A_PAGE = 5;

/** What the runs of a row have shown, and why those that failed did. */
interface Measured {
  row: Row;
  runs: Reading[][];
  failures: string[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      json: { type: 'string' },
      runs: { type: 'string', default: '1' },
      check: { type: 'boolean', default: false },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be a whole number from 1.');
  const rows = ROWS.filter(({ name }) => !values.only || name === values.only);
  if (rows.length === 0) throw new Error(`There is no row ${values.only}: ${ROWS.map(({ name }) => name).join(', ')}.`);

  const servers = await benchServers();
  try {
    printHead();
    const measured = rows.map((row): Measured => ({ row, runs: [], failures: [] }));
    // Run by run and not row by row: a slow stretch of the machine then spoils one run of many rows, not all runs of one.
    for (let run = 0; run < runs; run++)
      for (const one of measured) if (run < (one.row.mostRuns ?? runs)) await measure(one, servers);
    if (runs > 1) printMedians(measured);
    const record = await recordOf(measuredRows(measured), runs, servers);
    if (values.json) writeFileSync(values.json, JSON.stringify(record, undefined, 2));
    const failures = measured.flatMap(({ failures }) => failures);
    if (!values.only && runs >= RUNS_OF_A_PAGE && failures.length === 0) writeFileSync(PAGE, benchmarksPage(record));
    const missed = values.check ? missedOf(measured) : [];
    for (const line of missed) process.stderr.write(`${line}\n`);
    if (failures.length + missed.length > 0) process.exitCode = 1;
  } finally {
    await servers.close();
  }
}

async function measure({ row, runs, failures }: Measured, servers: Servers): Promise<void> {
  try {
    const readings = await runOnce(row, servers);
    for (const reading of readings) printReading(row.name, reading);
    runs.push(readings);
  } catch (error) {
    failures.push(`${row.name} failed: ${error instanceof Error ? error.message : String(error)}`);
    process.stderr.write(`${failures.at(-1)}\n`);
  }
}

/** Every run has databases and topics of its own, and fails when the index is not what the facts say afterwards. */
async function runOnce(row: Row, servers: Servers): Promise<Reading[]> {
  const installations: Installation[] = [];
  const another = async () => {
    const installation = await install(servers);
    installations.push(installation);
    return installation;
  };
  try {
    const readings = await row.run(await another(), another);
    for (const installation of installations) await installation.stockwire('index', 'verify');
    return readings;
  } finally {
    for (const installation of installations) await installation.remove();
  }
}

function printMedians(measured: Measured[]): void {
  process.stdout.write('\nMedians\n');
  for (const { name, readings } of measuredRows(measured)) for (const one of readings) printReading(name, one);
}

function measuredRows(measured: Measured[]) {
  return measured
    .filter(({ runs }) => runs.length > 0)
    .map(({ row, runs }) => ({ name: row.name, readings: mediansOf(runs) }));
}

function missedOf(measured: Measured[]): string[] {
  return measuredRows(measured).flatMap(({ name, readings }) =>
    readings
      .filter((reading) => reading.must && !isKept(reading, reading.must))
      .map(({ what, must, unit }) => `Missed: ${name}: ${what}: must be ${promiseInWords(must, unit)}.`),
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
