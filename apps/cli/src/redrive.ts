import type { EntityManager } from '@mikro-orm/postgresql';
import { pino } from 'pino';
import { skusChangedSince, type SkuChange } from '#inventory/source-items/last-change.queries';
import { CommandProducer } from '#messaging/command-producer';
import { findDeadLetter, settleDeadLetter, waitingLetters, type KeptLetter } from '#messaging/dead-letters.sql';
import { kafkaOf } from '#messaging/kafka';
import { findOutcomes } from '#messaging/outcomes.sql';
import { namedSkus, redriveOf } from '#messaging/redrive.rules';
import { topicsOf } from '#messaging/topics';
import type { Choice, ChoiceOptions } from './choice.js';
import { withDatabase } from './database.js';
import { unknownLetter } from './dead-letters.js';
import { printable } from './printable.js';
import type { CliSettings } from './settings.js';

/** Options of a redrive. */
export interface RedriveOptions extends ChoiceOptions {
  force?: boolean;
}

/** Letters in a row that Kafka does not confirm before the others are left alone. */
const MOST_MISSED = 3;

/** What became of each letter; `commandId` is the id under which it was published. */
type Result =
  | { id: string; result: 'redriven'; commandId: string }
  | { id: string; result: 'discarded' }
  | { id: string; result: 'refused'; reason: string };

/**
 * Publishes letters again and marks them. All are judged before the first is published, so that letters of one SKU do not stand in each
 * other's way.
 */
export async function redriveLetters(settings: CliSettings, choice: Choice, options: RedriveOptions): Promise<void> {
  await withDatabase(settings, async (orm) => {
    const em = orm.em.fork();
    const judged: { id: string; reason?: string }[] = [];
    for (const id of await idsOf(em, choice)) judged.push({ id, reason: await objection(em, id, options.force) });
    await withProducer(settings, async (producer) => {
      const results: Result[] = [];
      let missed = 0;
      for (const { id, reason } of judged) {
        const result = reason || missed === MOST_MISSED ? undefined : await redrive(em, producer, id);
        if (!reason && missed < MOST_MISSED) missed = result ? 0 : missed + 1;
        results.push(result ?? refused(id, reason ?? notTaken(id)));
      }
      report(results, options.json);
    });
  });
}

/** Puts letters aside. */
export async function discardLetters(settings: CliSettings, choice: Choice, { json }: ChoiceOptions): Promise<void> {
  await withDatabase(settings, async (orm) => {
    const em = orm.em.fork();
    const results: Result[] = [];
    for (const id of await idsOf(em, choice)) {
      const done = await settleDeadLetter(em, id, 'discarded');
      results.push(done ? { id, result: 'discarded' } : refused(id, notWaiting(id, await findDeadLetter(em, id))));
    }
    report(results, json);
  });
}

function idsOf(em: EntityManager, choice: Choice): Promise<string[]> {
  return choice === 'all' ? waitingLetters(em) : Promise.resolve(choice);
}

/** Why a letter is not to be redriven, if there is a reason. */
async function objection(em: EntityManager, id: string, force = false): Promise<string | undefined> {
  const letter = await findDeadLetter(em, id);
  if (letter?.state !== 'waiting') return notWaiting(id, letter);
  if (force || (await carriedOut(em, letter))) return undefined;
  const changes = await skusChangedSince(em, namedSkus(letter.value), new Date(letter.buriedAt));
  return changes.length > 0 ? changedSince(letter, changes) : undefined;
}

/** A redrive that was broken off after publishing: its command has an outcome, and what it changed is no objection. */
async function carriedOut(em: EntityManager, letter: KeptLetter): Promise<boolean> {
  const { commandKey } = redriveOf(letter);
  return (await findOutcomes(em, [commandKey])).has(commandKey);
}

const PUBLISH_MS = 30_000;

/** Publishes a letter and marks it; undefined when Kafka did not confirm it. */
async function redrive(em: EntityManager, producer: CommandProducer, id: string): Promise<Result | undefined> {
  const letter = await findDeadLetter(em, id);
  if (letter?.state !== 'waiting') return refused(id, notWaiting(id, letter));
  const { message, commandId } = redriveOf(letter);
  if ((await producer.publish(message, PUBLISH_MS)) !== 'taken') return undefined;
  await settleDeadLetter(em, id, 'redriven');
  return { id, result: 'redriven', commandId };
}

async function withProducer(settings: CliSettings, work: (producer: CommandProducer) => Promise<void>): Promise<void> {
  const log = pino({ level: settings.LOG_LEVEL }, pino.destination(2));
  const producer = new CommandProducer(
    (sockets) => kafkaOf(settings, 'stockwire-cli', log, { retries: 0, sockets }),
    topicsOf(settings.KAFKA_PREFIX).commands,
    log,
  );
  await work(producer).finally(() => producer.close());
}

function refused(id: string, reason: string): Result {
  return { id, result: 'refused', reason };
}

function notTaken(id: string): string {
  return `Kafka did not confirm dead letter ${id}, which still waits: redrive it again when Kafka answers, it takes effect once.`;
}

function notWaiting(id: string, letter: KeptLetter | undefined): string {
  if (!letter) return unknownLetter(id);
  return `Dead letter ${id} was ${letter.state} at ${letter.settledAt}: there is nothing left to do with it.`;
}

function changedSince({ id, buriedAt }: KeptLetter, changes: SkuChange[]): string {
  const told = changes.slice(0, 10).map(({ sku, changedAt }) => `SKU "${sku}" at ${changedAt.toISOString()}`);
  const more = changes.length > 10 ? ` and ${changes.length - 10} more SKUs` : '';
  return [
    `Dead letter ${id} was buried at ${buriedAt}, and other commands changed ${told.join(', ')}${more} since.`,
    `Look at it with "stockwire dead-letters show ${id}": to apply it on top of those changes, redrive it with --force; if they made it needless, discard it.`,
  ].join(' ');
}

function report(results: Result[], json = false): void {
  if (results.length === 0 && !json) return void process.stdout.write('No dead letters are waiting.\n');
  process.stdout.write(json ? `${JSON.stringify(results, undefined, 2)}\n` : `${results.map(line).join('\n')}\n`);
  if (results.some(({ result }) => result === 'refused')) process.exitCode = 1;
}

function line(result: Result): string {
  if (result.result === 'refused') return printable(result.reason);
  const as =
    result.result === 'redriven' ? ` as command ${result.commandId}: its outcome comes on inventory.events` : '';
  return `Dead letter ${result.id} is ${result.result}${as}.`;
}
