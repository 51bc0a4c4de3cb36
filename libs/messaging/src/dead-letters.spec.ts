import { problem } from '#contracts/problems';
import { openWorld, type World } from '#testing/world';
import { findDeadLetter, forgetDeadLetters, listDeadLetters, saveDeadLetters } from './dead-letters.sql.js';
import { readCommand } from './read-command.js';

let world: World;

beforeAll(async () => (world = await openWorld()));
beforeEach(() => world.reset());
afterAll(() => world.close());

async function bury(offset: number, headers: Record<string, Buffer | null> = {}) {
  const message = { key: null, value: null, headers, timestamp: '0', offset: String(offset), attributes: 0 };
  const received = readCommand('commands', 1, message as never);
  const letter = { topic: 'commands', partition: 1, group: 'g', received, problem: problem('COMMAND_FAILED', '') };
  await saveDeadLetters(world.orm.em.fork(), [letter]);
}

const ids = async () =>
  (await listDeadLetters(world.orm.em.fork(), ['waiting', 'redriven', 'discarded'], 10)).letters.map(({ id }) => id);

test('a letter of a place that has one already is not kept twice', async () => {
  await bury(5);
  await bury(5);
  expect(await ids()).toEqual(['1']);
});

test('a header of null, bytes that are no text and NUL in a name are kept as they came', async () => {
  await bury(5, {
    ce_id: Buffer.from('a\0b'),
    'x-null': null,
    'x-bytes': Buffer.from([0xff]),
    'x\0': Buffer.from('y'),
  });
  expect(await findDeadLetter(world.orm.em.fork(), '1')).toMatchObject({
    commandId: 'a\ufffdb',
    headers: { ce_id: 'YQBi', 'x-null': null, 'x-bytes': '/w==', 'x\0': 'eQ==' },
    timestamp: '0',
  });
});

test('letters are forgotten 30 days after they were settled, or buried when nobody settled them', async () => {
  for (let offset = 1; offset <= 5; offset++) await bury(offset);
  const age = (id: number, buried: number, settled: string) =>
    world.orm.em
      .fork()
      .execute(
        `update dead_letter set buried_at = now() - interval '${buried} days', settled_at = ${settled} where dead_letter_id = ${id}`,
      );
  await age(1, 31, 'null');
  await age(2, 29, 'null');
  await age(3, 40, `now() - interval '31 days'`);
  await age(4, 40, `now() - interval '29 days'`);
  expect(await forgetDeadLetters(world.orm.em.fork(), 30, 1)).toBe(1);
  expect(await forgetDeadLetters(world.orm.em.fork(), 30, 10)).toBe(1);
  expect(await ids()).toEqual(['2', '4', '5']);
});
