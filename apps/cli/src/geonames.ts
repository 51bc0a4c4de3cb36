import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { openSession } from '#database/session';
import {
  addToImport,
  beginImport,
  countriesOfImport,
  endImport,
  replaceCountry,
  type ImportedCountry,
} from '#inventory/geocoding/geonames.sql';
import { readGeoname, type GeonameRow } from '#inventory/geocoding/read-geoname';
import { printable } from './printable.js';
import type { CliSettings } from './settings.js';

/** Options of the import. */
export interface GeonamesOptions {
  json?: boolean;
}

/** What became of a file; of the lines that tell no place the first ones are named. */
interface ImportedFile {
  file: string;
  countries: ImportedCountry[];
  linesLeftOut: number;
  faults: { line: number; reason: string }[];
}

type Session = Awaited<ReturnType<typeof openSession>>;

const ROWS_AT_ONCE = 2_000;
const FAULTS_NAMED = 20;

/**
 * Replaces the places of the countries in files, file by file and country by country; lines that tell no place are left out and named.
 * Sets exit code 1 if there are any.
 */
export async function importGeonames(settings: CliSettings, files: string[], { json }: GeonamesOptions): Promise<void> {
  for (const file of files) await mustBeText(file);
  const session = await openSession(settings.DATABASE_URL, settings.DATABASE_SSL);
  const imported: ImportedFile[] = [];
  try {
    for (const file of files) {
      imported.push(await importFile(session, file));
      if (!json) tell(imported.at(-1)!);
    }
    await endImport(session);
  } finally {
    await session.end();
  }
  if (json) process.stdout.write(`${JSON.stringify(imported, undefined, 2)}\n`);
  if (imported.some(({ countries, linesLeftOut }) => linesLeftOut > 0 || countries.length === 0)) process.exitCode = 1;
}

/** Before anything is replaced. Throws for what cannot be read, and for archives. */
async function mustBeText(file: string): Promise<void> {
  if (!(await stat(file)).isFile()) throw new Error(`${file} is no file.`);
  for await (const start of createReadStream(file, { end: 3 }) as AsyncIterable<Buffer>) {
    if (start.toString('latin1').startsWith('PK'))
      throw new Error(`${file} is an archive: unpack it, and name the .txt file in it.`);
  }
}

async function importFile(session: Session, file: string): Promise<ImportedFile> {
  await beginImport(session);
  const faults = await readInto(session, file);
  const countries: ImportedCountry[] = [];
  for (const country of await countriesOfImport(session)) countries.push(await replaceCountry(session, country));
  return { file, countries, linesLeftOut: faults.count, faults: faults.named };
}

interface Faults {
  count: number;
  named: { line: number; reason: string }[];
}

async function readInto(session: Session, file: string): Promise<Faults> {
  const stream = createReadStream(file, 'utf8');
  const progress = progressOf(file, (await stat(file)).size);
  const faults: Faults = { count: 0, named: [] };
  let rows: GeonameRow[] = [];
  let line = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
    line++;
    const row = readGeoname(line === 1 ? text.replace(/^\ufeff/, '') : text, line);
    if (typeof row !== 'string') rows.push(row);
    else if (text.trim() !== '' && ++faults.count <= FAULTS_NAMED) faults.named.push({ line, reason: row });
    if (rows.length < ROWS_AT_ONCE) continue;
    await addToImport(session, rows);
    rows = [];
    progress(stream.bytesRead, line);
  }
  if (rows.length > 0) await addToImport(session, rows);
  progress(stream.bytesRead, line);
  if (process.stderr.isTTY) process.stderr.write('\n');
  return faults;
}

/** Tells a terminal how much of a file has been read, on one line. */
function progressOf(file: string, bytes: number): (read: number, lines: number) => void {
  return (read, lines) => {
    if (!process.stderr.isTTY) return;
    const share = bytes > 0 ? Math.floor((100 * read) / bytes) : 100;
    process.stderr.write(`\r${printable(basename(file))}: ${share} %, ${lines} lines`);
  };
}

function tell({ file, countries, linesLeftOut, faults }: ImportedFile): void {
  const left = faults.map(({ line, reason }) => `${file}:${line}: left out, ${reason}.`);
  const more = linesLeftOut > faults.length ? [`${file}: ${linesLeftOut} lines left out in all.`] : [];
  for (const fault of [...left, ...more]) process.stderr.write(`${printable(fault)}\n`);
  const replaced = countries.map(({ country, places }) => `${file}: ${country} has ${places} places now.`);
  const lines = countries.length > 0 ? replaced : [`${file} tells no place: nothing was replaced.`];
  process.stdout.write(`${printable(lines.join('\n'))}\n`);
}
