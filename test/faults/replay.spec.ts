import fc from 'fast-check';
import type { KafkaMessage } from 'kafkajs';
import type { Command } from '#contracts/commands';
import { inTransaction } from '#database/unit-of-work';
import { applyBatch, lockOf } from '#inventory/apply-batch';
import { TopologyCache } from '#inventory/stocks/topology-cache';
import { applyOnce, type Results } from '#messaging/apply-once';
import { cut } from '#messaging/cut.rules';
import { forgetOutcomes } from '#messaging/outcomes.sql';
import { readCommand, type Received } from '#messaging/read-command';
import { commandMessage } from '#testing/command-message';
import { property } from '#testing/property';
import { openWorld, type World } from '#testing/world';
import { histories, SHOP } from './histories.js';
import { Model, predictedOf } from './model.js';
import { Names, NOTHING_TOLD, PublicIds, type Told } from './names.js';
import { scaled } from './scale.js';
import { expectAsModelled } from './stored.js';
import { fingerprints } from './tables.js';

const TOPIC = 'inventory.commands';
/** How many public ids the shop takes: those that follow are of what is made later. */
const OF_SHOP = 9;

let world: World;
const ids = new PublicIds();
let names: Names;
/** What the command of an id was told when it was applied. */
let told: Map<string, Told>;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

async function beginAnew(): Promise<void> {
  await world.reset();
  ids.given = 0;
  names = new Names(ids);
  told = new Map();
}

/** A message as the producer sent it; `copyOf` is the place of an earlier one that it repeats. */
interface Sent {
  id: string;
  command: Command | 'poison';
}

/** Names claims by the ids that the first ones will have. */
const guesses = new Names(Object.assign(new PublicIds(), { given: OF_SHOP }), 6);

const sent = fc
  .tuple(histories, fc.array(fc.record({ at: fc.nat(), of: fc.nat(), poison: fc.boolean() }), { maxLength: 6 }))
  .map(([history, extras]) => {
    const commands = [...SHOP, ...history].flatMap((batch) => guesses.in(batch));
    const messages: Sent[] = commands.map((command, index) => ({ id: `c-${index}`, command }));
    extras.forEach(({ at, of, poison }, index) => {
      const place = at % (messages.length + 1);
      const extra: Sent = poison ? { id: `p-${index}`, command: 'poison' } : messages[of % messages.length]!;
      messages.splice(place, 0, extra);
    });
    return messages;
  });

/** Messages that come again: from where to where, under their old offsets or later ones, on their partition or another. */
const repeats = fc.array(
  fc.record({
    from: fc.nat(),
    count: fc.integer({ min: 1, max: 30 }),
    later: fc.boolean(),
    partition: fc.constantFrom(0, 0, 1),
    weight: fc.constantFrom(1, 3, 10, 5_000),
  }),
  { minLength: 1, maxLength: 4 },
);

property(
  'messages that come again, at their offsets or later ones, write no row and tell nothing',
  fc.record({ sent, repeats, weight: fc.constantFrom(1, 5, 5_000) }),
  async ({ sent, repeats, weight }) => {
    await beginAnew();
    const first = await consume(0, sent, 0, weight);
    expectOnce(sent, first);
    await expectAsModelled(world.orm, modelOf(sent));

    const written = await fingerprints(world.orm);
    let end = sent.length;
    for (const { from, count, later, partition, weight } of repeats) {
      const begin = from % sent.length;
      const again = sent.slice(begin, begin + count);
      expect(await consume(partition, again, later ? end : begin, weight)).toEqual([]);
      if (later) end += again.length;
      expect(await fingerprints(world.orm)).toEqual(written);
    }
  },
  scaled(20, 8),
);

property(
  'new commands among repeated ones are applied, each once',
  fc.record({ sent, split: fc.nat(), behind: fc.nat({ max: 20 }), weight: fc.constantFrom(1, 5, 5_000) }),
  async ({ sent, split, behind, weight }) => {
    await beginAnew();
    const middle = split % sent.length;
    const first = await consume(0, sent.slice(0, middle), 0, weight);
    const begin = Math.max(0, middle - behind);
    const second = await consume(0, sent.slice(begin), begin, weight);
    expectOnce(sent, [...first, ...second]);
    await expectAsModelled(world.orm, modelOf(sent));
    await world.expectTrueIndex();
  },
  scaled(20, 8),
);

property(
  'messages that come again at their offsets are left out even when their outcomes are forgotten',
  fc.record({ sent, from: fc.nat(), weight: fc.constantFrom(1, 5, 5_000) }),
  async ({ sent, from, weight }) => {
    await beginAnew();
    await consume(0, sent, 0, weight);
    await forgetOutcomes(world.orm.em.fork(), 0, sent.length);
    const written = await fingerprints(world.orm);
    const begin = from % sent.length;
    expect(await consume(0, sent.slice(begin), begin, weight)).toEqual([]);
    expect(await fingerprints(world.orm)).toEqual(written);
  },
  scaled(10, 6),
);

/** Hands messages to the worker's pipe as the command server cuts them; returns what was applied. */
async function consume(partition: number, messages: Sent[], offset: number, weight: number): Promise<Results> {
  const around = { topology: new TopologyCache(), newPublicId: ids.next };
  const received = messages.map((message, index) => readCommand(TOPIC, partition, asRead(message, offset + index)));
  const kindOf = ({ content }: Received) => (content.kind === 'command' ? lockOf(content.command.name) : undefined);
  const results: Results = [];
  const learnt = new Map<object, Told>();
  for (const part of cut(received, weight, kindOf)) {
    const batch = { topic: TOPIC, group: 'workers', messages: part, rightTopic: Promise.resolve() };
    const applied = await inTransaction(world.orm.em, (tx) =>
      applyOnce(tx, batch, async (inner, commands) => {
        const made = await applyBatch(inner, commands, around);
        names.learn(commands, made).forEach((one, index) => learnt.set(made.outcomes[index]!, one));
        return made;
      }),
    );
    for (const { received, outcome } of applied) told.set(received.id, learnt.get(outcome) ?? NOTHING_TOLD);
    results.push(...applied);
  }
  return results;
}

function asRead({ id, command }: Sent, offset: number): KafkaMessage {
  const known: Command = command === 'poison' ? { name: 'DeleteStocks', data: { stockIds: [] } } : command;
  const { value, headers = {} } = commandMessage(known, { id });
  return {
    key: null,
    value: Buffer.from(command === 'poison' ? '{"stockIds":' : String(value)),
    headers,
    offset: String(offset),
    timestamp: '0',
    attributes: 0,
  };
}

/** Each id was applied where it first came, with the outcome that the model knows. */
function expectOnce(sent: Sent[], results: Results): void {
  const model = new Model();
  const expected = firsts(sent).map(({ id, command }) =>
    command === 'poison'
      ? { id, status: 'refused', codes: ['COMMAND_UNREADABLE'] }
      : { id, ...model.apply(command, told.get(id)) },
  );
  expect(results.map(({ received, outcome }) => ({ id: received.id, ...predictedOf(outcome) }))).toEqual(expected);
}

function modelOf(sent: Sent[]): Model {
  const model = new Model();
  for (const { id, command } of firsts(sent)) if (command !== 'poison') model.apply(command, told.get(id));
  return model;
}

function firsts(sent: Sent[]): Sent[] {
  return sent.filter(({ id }, index) => sent.findIndex((other) => other.id === id) === index);
}
