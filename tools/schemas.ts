import 'reflect-metadata';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { COMMANDS, type CommandName } from '#contracts/commands';
import { schemaOf } from '#contracts/schemas';
import { repositoryRoot } from './servers/repository.js';

/** Schemas of events are written by hand: events are interfaces. A test feeds them what the worker emits. */
const BY_HAND = [
  ...['StockUpdated.json', 'CommandDone.json', 'CommandRefused.json', 'LowQuantityCrossed.json'],
  ...['StockReservationChanged.json', 'StockTransferChanged.json', 'JobChanged.json'],
];
const FOLDER = join(repositoryRoot, 'libs/contracts/schemas');

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
if (values.write) write();
else complain();

function write(): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const [file, text] of generated()) writeFileSync(join(FOLDER, file), text);
  for (const file of orphans()) rmSync(join(FOLDER, file));
}

function complain(): void {
  const stored = new Map(files().map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')]));
  const faults = [
    ...[...generated()]
      .filter(([file, text]) => stored.get(file) !== text)
      .map(([file]) => `${file} is missing or stale`),
    ...orphans().map((file) => `${file} describes no command`),
    ...BY_HAND.filter((file) => !stored.has(file)).map((file) => `${file} is missing: write it by hand`),
  ];
  for (const fault of faults) console.error(`libs/contracts/schemas/${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

function generated(): Map<string, string> {
  const names = Object.keys(COMMANDS) as CommandName[];
  return new Map(names.map((name) => [`${name}.json`, `${JSON.stringify(schemaOf(name), null, 2)}\n`]));
}

function orphans(): string[] {
  return files().filter((file) => !BY_HAND.includes(file) && !generated().has(file));
}

function files(): string[] {
  return readdirSync(FOLDER);
}
