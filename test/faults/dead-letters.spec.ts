import kafkajs, { type IHeaders, type Message } from 'kafkajs';
import { item, link, reserveUnchecked, source, stock } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { TopicTap, type Tapped } from '#testing/topic-tap';
import { PLANT_BUG, POISON } from './poison.js';
import { note } from './report.js';
import { scaled } from './scale.js';

const COMMANDS = scaled(20_000, 400);
const MEGABYTE = 1_048_576;
const RELAY_LOCK = 7_701_002;

let pipe: Pipe;
let tap: TopicTap;

beforeAll(async () => {
  pipe = await startPipe({ LOG_LEVEL: 'error' }, { gateway: false });
  tap = await TopicTap.open(pipe.kafka, pipe.topics.commands, pipe.topics.events, pipe.topics.dead);
  for (const command of [source('eu-1'), stock('EU'), link(2, 'eu-1'), item('eu-1', 'LEDGER', 1)])
    await carriedOut(commandMessage(command));
  await pipe.sql(PLANT_BUG);
});
afterAll(async () => {
  await tap.close();
  await pipe.close();
});

async function carriedOut(message: ReturnType<typeof commandMessage>) {
  await pipe.publish(message);
  expect((await eventually(() => tap.outcomeOf(message.id))).data.status).toBe('done');
}

const onTopic = (topic: string, key: Buffer) =>
  tap.messages.find((tapped) => tapped.topic === topic && tapped.raw.key?.equals(key));

interface Row {
  partition: number;
  message_offset: string;
  message_timestamp: string;
  value: Buffer | null;
  headers: Record<string, string | string[]>;
  problem_code: string;
  problem: string;
  stack: string | null;
  state: string;
}

const kept = (key: Buffer) => pipe.sql<Row>('select * from dead_letter where message_key = $1', [key]);

const base64 = (bytes: Buffer | string | null | undefined) => bytes && Buffer.from(bytes as Buffer).toString('base64');

/** Headers without those of the dead letters, every value as the list of its bytes. */
function plain(headers: IHeaders | undefined): Record<string, unknown[]> {
  const own = Object.entries(headers ?? {}).filter(([name]) => !name.startsWith('kafka_dlt-'));
  return Object.fromEntries(own.map(([name, value]) => [name, [value].flat().map(base64)]));
}

function expectDeadLetter(letter: Tapped, sent: Tapped, code: string) {
  expect(base64(letter.raw.value)).toBe(base64(sent.raw.value));
  expect(plain(letter.raw.headers)).toEqual(plain(sent.raw.headers));
  const header = (name: string) => letter.raw.headers![`kafka_dlt-${name}`] as Buffer;
  expect(header('original-topic').toString()).toBe(pipe.topics.commands);
  expect(header('original-partition').readInt32BE()).toBe(sent.partition);
  expect(header('original-offset').readBigInt64BE()).toBe(BigInt(sent.raw.offset));
  expect(header('original-timestamp').readBigInt64BE()).toBe(BigInt(sent.raw.timestamp));
  expect(header('original-timestamp-type').toString()).toBe('LogAppendTime');
  expect(header('original-consumer-group').toString()).toBe(pipe.topics.group);
  expect(header('exception-fqcn').toString()).toBe(code);
  expect(header('exception-message').length).toBeGreaterThan(10);
  if (code !== 'COMMAND_FAILED') return;
  expect(header('exception-cause-fqcn').toString()).toMatch(/Exception|Error/);
  expect(header('exception-stacktrace').toString()).toMatch(/a planted bug[^]*\n\s+at /);
}

test(`1 % poison among ${COMMANDS} commands: all of it in the dead letters as it came, everything else done once`, async () => {
  const good: ReturnType<typeof commandMessage>[] = [];
  const bad: { key: Buffer; code: string }[] = [];
  const messages = Array.from({ length: COMMANDS }, (_, index): Message => {
    if (index % 100 !== 50) {
      const command = index % 2 ? item('eu-1', `GOOD-${index}`, index) : reserveUnchecked(2, 'LEDGER', -1);
      good.push(commandMessage(command));
      return good.at(-1)!;
    }
    const [, code, make] = POISON[bad.length % POISON.length]!;
    const key = Buffer.from([0xff, 0x00, bad.length >> 8, bad.length & 0xff]);
    bad.push({ key, code });
    const { headers, ...message } = make();
    const strange = {
      'x-bytes': Buffer.from([0xff, 0x00, 0x80]),
      'x-twice': ['one', Buffer.from([0xfe])],
      'x-empty': '',
    };
    return { ...message, key, headers: headers && { ...headers, ...strange } };
  });
  for (let at = 0; at < messages.length; at += 200) await pipe.publish(...messages.slice(at, at + 200));

  const outcomes = () =>
    new Map(tap.messages.flatMap(({ data }) => (data?.commandId ? [[data.commandId, data.status]] : [])));
  await eventually(() => outcomes().size >= COMMANDS, 300_000);
  const told = outcomes();
  expect(good.filter(({ id }) => told.get(id) !== 'done')).toEqual([]);
  for (const { key, code } of bad) {
    const sent = await eventually(() => onTopic(pipe.topics.commands, key));
    const letter = await eventually(() => onTopic(pipe.topics.dead, key));
    expectDeadLetter(letter, sent, code);
    const rows = await kept(key);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      partition: sent.partition,
      message_offset: sent.raw.offset,
      message_timestamp: sent.raw.timestamp,
      problem_code: code,
      state: 'waiting',
    });
    expect(base64(rows[0]!.value)).toBe(base64(sent.raw.value));
    const headers = Object.entries(rows[0]!.headers).map(([name, value]) => [name, [value].flat()]);
    expect(Object.fromEntries(headers)).toEqual(plain(sent.raw.headers));
  }

  const [facts] = await pipe.sql<object>(`
    select (select count(*)::int from reservation where quantity = -1) as lines,
      (select count(*)::int from source_item join sku using (sku_id) where sku like 'GOOD-%' and 'GOOD-' || quantity::int = sku) as items,
      (select count(*)::int from dead_letter) as letters`);
  const items = good.filter(({ value }) => String(value).includes('GOOD-')).length;
  expect(facts).toEqual({ lines: good.length - items, items, letters: bad.length });
  expect(await pipe.stockwire('index', 'verify')).toMatchObject({ code: 0 });
  note({
    promise: 'a poison message harms nobody',
    run: `${bad.length} poison messages of ${POISON.length} kinds among ${COMMANDS} commands`,
    seen: 'all in the dead letters, on the topic and in the table, byte by byte with full headers; every other command done once; index verified',
  });
}, 600_000);

test.each(POISON)('%s goes to the dead letters, and its partition goes on', async (_, code, make) => {
  const key = Buffer.from(`kind ${code} ${Math.random()}`);
  await pipe.publish({ ...make(), key, partition: 3 });
  await carriedOut(commandMessage(item('eu-1', 'AFTER', 1), { partition: 3 }));
  const letter = await eventually(() => onTopic(pipe.topics.dead, key));
  expectDeadLetter(letter, onTopic(pipe.topics.commands, key)!, code);
  expect(await kept(key)).toMatchObject([{ problem_code: code }]);
});

test.each([
  ['value', (bytes: number) => ({ value: Buffer.alloc(bytes, 'x') })],
  ['header', (bytes: number) => ({ value: 'x', headers: { 'x-large': Buffer.alloc(bytes, 0xff) } })],
  ['key', (bytes: number) => ({ value: 'x', key: Buffer.alloc(bytes, 0xff) })],
  ['id', (bytes: number) => ({ value: 'x', headers: { ce_id: Buffer.alloc(bytes, 1) } })],
])(
  'a message as large as Kafka takes, nearly all of it its %s, is a dead letter like others',
  async (_, make) => {
    const before = tap.messages.filter(({ topic }) => topic === pipe.topics.dead).length;
    const message = make(4 * MEGABYTE - 200);
    await pipe.publish({ ...message, partition: 1 });
    await carriedOut(commandMessage(item('eu-1', 'AFTER', 2), { partition: 1 }));
    const letter = await eventually(
      () => tap.messages.filter(({ topic }) => topic === pipe.topics.dead)[before],
      30_000,
    );
    expect(base64(letter.raw.value)).toBe(base64(message.value));
    expect(plain(letter.raw.headers)).toEqual(plain((message as Message).headers));
    await expect(pipe.publish({ ...make(4 * MEGABYTE + 1), partition: 1 })).rejects.toThrow(/larger/);
  },
  120_000,
);

test('large letters that wait for the relay together go out one after the other', async () => {
  await pipe.worker.end();
  await pipe.sql('select pg_advisory_lock($1)', [RELAY_LOCK]);
  await pipe.worker.start();
  const headers = { 'x-large': Buffer.alloc(3 * MEGABYTE, 0xff) };
  for (let sent = 0; sent < 4; sent++) await pipe.publish({ key: 'LARGE', value: 'x', headers });
  await eventually(async () => (await kept(Buffer.from('LARGE'))).length === 4, 30_000);
  await pipe.sql('select pg_advisory_unlock($1)', [RELAY_LOCK]);
  await eventually(
    () => tap.messages.filter(({ topic, key }) => topic === pipe.topics.dead && key === 'LARGE').length === 4,
    30_000,
  );
}, 120_000);

test('a compressed command is carried out, and one that is too large when unpacked is not accepted', async () => {
  const compressed = async (message: Message) => {
    const producer = pipe.kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    await producer.connect();
    const sent = { topic: pipe.topics.commands, compression: kafkajs.CompressionTypes.GZIP, messages: [message] };
    await producer.send(sent).finally(() => producer.disconnect());
  };
  const command = commandMessage(item('eu-1', 'ZIPPED', 5));
  await compressed(command);
  expect((await eventually(() => tap.outcomeOf(command.id))).data.status).toBe('done');
  await expect(compressed({ value: 'x'.repeat(20 * MEGABYTE) })).rejects.toThrow(/larger/);
});
