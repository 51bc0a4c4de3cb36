import { item, link, reserve, source, stock } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { TopicTap } from '#testing/topic-tap';

let pipe: PipeClient;
let tap: TopicTap;

beforeAll(async () => {
  pipe = await sharedPipe();
  tap = await TopicTap.fromNowOn(pipe.kafka, pipe.topics.events, pipe.topics.updates, pipe.topics.dead);
  for (const command of [source('eu-1'), stock('EU'), link(2, 'eu-1')]) await carriedOut(commandMessage(command));
});
afterAll(async () => {
  await tap.close();
  await pipe.close();
});

async function carriedOut(message: ReturnType<typeof commandMessage>) {
  await pipe.publish(message);
  return eventually(() => tap.outcomeOf(message.id));
}

test('a command published by any producer is carried out, its outcome and the changed rows are told', async () => {
  const outcome = await carriedOut(
    commandMessage(item('eu-1', 'CHAIR', '2.5'), { headers: { traceparent: '00-1-2-01' } }),
  );
  expect(outcome).toMatchObject({
    topic: pipe.topics.events,
    headers: { ce_type: 'stockwire.CommandDone.v1', ce_specversion: '1.0', traceparent: '00-1-2-01' },
    data: { commandSource: '/spec', commandType: 'stockwire.SaveSourceItems.v1', status: 'done', view: {} },
  });
  expect(outcome.key).toBe(outcome.data.commandId);

  const update = await eventually(() => tap.ofType('StockUpdated').find(({ data }) => data.sku === 'CHAIR'));
  expect(update).toMatchObject({
    topic: pipe.topics.updates,
    key: '2:chair',
    headers: { ce_id: '2:chair:1', 'content-type': 'application/json' },
    data: {
      stockId: 2,
      sku: 'CHAIR',
      quantity: '2.5',
      reserved: '0',
      salableQuantity: '2.5',
      isSalable: true,
      assigned: true,
      version: 1,
    },
  });
});

test('a refusal tells every problem with its place and what to do', async () => {
  const { data } = await carriedOut(commandMessage(reserve(2, ['NOBODY', -1])));
  expect(data).toMatchObject({
    status: 'refused',
    problems: [{ code: 'NOT_ASSIGNED', path: 'reservations.0', params: { sku: 'NOBODY', stockId: 2 } }],
  });
  expect(data.problems[0].message).toContain('assign it first');
});

test('poison goes to the dead letters with where it lay and why, is refused, and its neighbours are carried out', async () => {
  const good = commandMessage(item('eu-1', 'LAMP', 1), { partition: 0 });
  const broken = { ...commandMessage(item('eu-1', 'LAMP', 1), { partition: 0 }), value: '{"items": [' };
  const offSchema = { ...commandMessage(item('eu-1', 'LAMP', 1), { partition: 0 }), value: '{"items": 5}' };
  const unknown = commandMessage(item('eu-1', 'LAMP', 1), {
    partition: 0,
    headers: { ce_type: 'stockwire.Nothing.v1' },
  });
  const later = commandMessage(item('eu-1', 'LAMP', 2), { partition: 0 });
  await pipe.publish(good, broken, offSchema, unknown, later);

  for (const { id } of [good, later]) expect((await eventually(() => tap.outcomeOf(id))).data.status).toBe('done');
  const expected = [
    [broken, 'COMMAND_UNREADABLE'],
    [offSchema, 'COMMAND_OFF_SCHEMA'],
    [unknown, 'COMMAND_UNKNOWN'],
  ] as const;
  for (const [message, code] of expected) {
    expect((await eventually(() => tap.outcomeOf(message.id))).data.problems[0].code).toBe(code);
    const letter = await eventually(() =>
      tap.messages.find(({ topic, headers }) => topic === pipe.topics.dead && headers.ce_id === message.id),
    );
    expect(letter.text).toBe(message.value);
    expect(letter.headers).toMatchObject({
      'kafka_dlt-original-topic': pipe.topics.commands,
      'kafka_dlt-original-partition': '\0\0\0\0',
      'kafka_dlt-exception-fqcn': code,
    });
  }
});

test.each([
  ['half a surrogate pair', '{"items":[{"sku":"\\ud800","sourceCode":"eu-1","quantity":"1","status":1}]}'],
  ['the character NUL', '{"items":[{"sku":"a\\u0000","sourceCode":"eu-1","quantity":"1","status":1}]}'],
])('a text with %s is refused, and its partition goes on', async (_, value) => {
  const bad = { ...commandMessage(item('eu-1', 'X', 1), { partition: 4 }), value };
  const next = commandMessage(item('eu-1', 'AFTER', 1), { partition: 4 });
  await pipe.publish(bad, next);
  expect((await eventually(() => tap.outcomeOf(bad.id))).data.problems[0].code).toBe('COMMAND_OFF_SCHEMA');
  expect((await eventually(() => tap.outcomeOf(next.id))).data.status).toBe('done');
});

test('headers that are none of ours do no harm, nor does an id of a hundred kilobytes', async () => {
  const headers = { ce_gateway: 'x'.repeat(200), ce_fingerprint: 'a\0b', traceparent: '\0' };
  const message = commandMessage(item('eu-1', 'HEADERS', 1), { id: `id-${'i'.repeat(100_000)}`, headers });
  await pipe.publish(message);
  expect((await eventually(() => tap.outcomeOf(message.id))).data.status).toBe('done');
});

test('a refusal of tens of thousands of reasons tells the first thousand and holds nothing up', async () => {
  const items = Array.from({ length: 20_000 }, () => ({}));
  const refused = commandMessage({ name: 'SaveSourceItems', data: { items } });
  const next = commandMessage(item('eu-1', 'AFTER', 2));
  await pipe.publish(refused);
  await pipe.publish(next);
  expect((await eventually(() => tap.outcomeOf(refused.id), 30_000)).data.problems).toHaveLength(1_000);
  expect((await eventually(() => tap.outcomeOf(next.id))).data.status).toBe('done');
});

test('a message that is nothing at all is buried too', async () => {
  await pipe.publish({ value: null, partition: 1 });
  const letter = await eventually(() =>
    tap.messages.find(({ topic, text }) => topic === pipe.topics.dead && text === undefined),
  );
  expect(letter.headers['kafka_dlt-exception-fqcn']).toBe('COMMAND_UNKNOWN');
});

test('a command that fails by itself goes to the dead letters, those of its batch are carried out', async () => {
  await pipe.sql(
    `create function fail() returns trigger language plpgsql as $$ begin raise exception 'a planted bug'; end $$`,
  );
  await pipe.sql(
    'create trigger fail before insert or update on source_item for each row when (new.quantity = 666) execute function fail()',
  );
  const messages = Array.from({ length: 9 }, (_, index) =>
    commandMessage(item('eu-1', `BATCH-${index}`, index === 4 ? 666 : 1), { partition: 2 }),
  );
  await pipe.publish(...messages);
  const outcomes = await Promise.all(messages.map(({ id }) => eventually(() => tap.outcomeOf(id))));
  expect(outcomes.map(({ data }) => data.status as string)).toEqual(
    messages.map((_, index) => (index === 4 ? 'refused' : 'done')),
  );
  expect(outcomes[4]!.data.problems).toMatchObject([{ code: 'COMMAND_FAILED' }]);
  const letter = await eventually(() =>
    tap.messages.find(({ topic, headers }) => topic === pipe.topics.dead && headers.ce_id === messages[4]!.id),
  );
  expect(letter.headers['kafka_dlt-exception-message']).toContain('a planted bug');
  await pipe.sql('drop function fail cascade');
});

test('a command without an id is known by its place and time', async () => {
  await pipe.publish(
    commandMessage(item('eu-1', 'VASE', 4), { partition: 3, headers: { ce_id: undefined, ce_source: undefined } }),
  );
  const update = await eventually(() => tap.ofType('StockUpdated').find(({ data }) => data.sku === 'VASE'));
  expect(update.data.quantity).toBe('4');
  const outcome = await eventually(() =>
    tap.messages.find(({ data }) => /inventory\.commands-3-\d+-\d+$/.test(String(data?.commandId))),
  );
  expect(outcome.data.status).toBe('done');
});

test('versions of a row come in order and without a gap', async () => {
  const ids = await Promise.all(
    Array.from(
      { length: 30 },
      async (_, index) =>
        (await carriedOut(commandMessage(item('eu-1', 'ORDERED', index + 1), { key: 'ORDERED' }))).key,
    ),
  );
  expect(new Set(ids).size).toBe(30);
  const versions = () =>
    tap
      .ofType('StockUpdated')
      .filter(({ data }) => data.sku === 'ORDERED')
      .map(({ data }) => data.version as number);
  await eventually(() => versions().length > 0 && pipe.sql('select 1 from outbox').then((rows) => rows.length === 0));
  expect(versions()).toEqual(versions().map((_, index) => index + 1));
});

test('the command line finds the index true', async () => {
  expect(await pipe.stockwire('index', 'verify')).toMatchObject({
    code: 0,
    output: 'The index is what the facts say.\n',
  });
});

test('the command line prints a difference, exits with 1, and mends it with an event', async () => {
  await carriedOut(commandMessage(item('eu-1', 'BENT', 3)));
  await pipe.sql(`update stock_index set quantity = 99 where sku_id = (select sku_id from sku where sku_key = 'bent')`);
  const verified = await pipe.stockwire('index', 'verify');
  expect(verified.code).toBe(1);
  expect(verified.output).toContain('BENT');
  expect(verified.output).toContain('99.0000');

  expect(await pipe.stockwire('index', 'rebuild')).toMatchObject({
    code: 0,
    output: 'Rebuilt the index; 1 rows were wrong.\n',
  });
  expect((await pipe.stockwire('index', 'verify')).code).toBe(0);
  const mended = await eventually(() =>
    tap.ofType('StockUpdated').find(({ data }) => data.sku === 'BENT' && data.version === 2),
  );
  expect(mended.data.quantity).toBe('3');
});
