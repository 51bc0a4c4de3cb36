import { item, link, reserve, source, stock } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { TopicTap } from '#testing/topic-tap';

let pipe: Pipe;
let tap: TopicTap;

beforeAll(async () => {
  pipe = await startPipe({}, { gateway: false });
  tap = await TopicTap.open(pipe.kafka, pipe.topics.events, pipe.topics.updates);
  for (const command of [
    source('eu-1'),
    stock('EU'),
    link(2, 'eu-1'),
    item('eu-1', 'CHAIR', 100),
    item('eu-1', 'TABLE', 100),
  ]) {
    await carriedOut(commandMessage(command));
  }
});
afterAll(async () => {
  await tap.close();
  await pipe.close();
});

async function carriedOut(message: ReturnType<typeof commandMessage>) {
  await pipe.publish(message);
  return eventually(() => tap.outcomeOf(message.id));
}

const reserved = async (sku: string) => {
  const [row] = await pipe.sql<{ reserved: string }>(
    'select reserved::float8::text as reserved from stock_index join sku using (sku_id) where sku_key = $1',
    [sku.toLowerCase()],
  );
  return Number(row?.reserved);
};

/** Everything sent so far has been read: a later command of each partition has its outcome. */
async function allRead() {
  const marks = Array.from({ length: 6 }, (_, partition) => commandMessage(item('eu-1', 'MARK', 1), { partition }));
  await pipe.publish(...marks);
  for (const { id } of marks) await eventually(() => tap.outcomeOf(id), 40_000);
}

/** Puts the group back as if it had never stored an offset. */
async function rewind() {
  const admin = pipe.kafka.admin();
  await admin.connect();
  await eventually(async () => {
    await admin.resetOffsets({ groupId: pipe.topics.group, topic: pipe.topics.commands, earliest: true });
    return true;
  }, 30_000);
  await admin.disconnect();
}

test('a command sent twice under one id is applied once', async () => {
  const message = commandMessage(reserve(2, ['CHAIR', -1]), { partition: 1 });
  await pipe.publish(message, message);
  await pipe.publish(message);
  await allRead();
  expect(await reserved('CHAIR')).toBe(1);
});

test('copies of a command on every partition at once are applied once', async () => {
  const before = await reserved('CHAIR');
  for (let round = 0; round < 10; round++) {
    const { id, ...message } = commandMessage(reserve(2, ['CHAIR', -1]));
    await pipe.publish(...Array.from({ length: 6 }, (_, partition) => ({ ...message, partition })));
    await eventually(() => tap.outcomeOf(id));
  }
  await allRead();
  expect(await reserved('CHAIR')).toBe(before + 10);
});

test('one id of two producers is two commands', async () => {
  const before = await reserved('CHAIR');
  const message = (origin: string) =>
    commandMessage(reserve(2, ['CHAIR', -1]), { id: 'order-1', headers: { ce_source: origin } });
  await pipe.publish(message('/erp'), message('/pos'));
  await allRead();
  expect(await reserved('CHAIR')).toBe(before + 2);
});

test('a worker killed after it committed and before it stored its offset repeats nothing', async () => {
  const before = await reserved('TABLE');
  const messages = Array.from({ length: 20 }, () => commandMessage(reserve(2, ['TABLE', -1])));
  await pipe.publish(...messages);
  for (const { id } of messages) await eventually(() => tap.outcomeOf(id));
  await pipe.worker.end('SIGKILL');
  const facts = await snapshot();
  const told = tap.messages.length;

  await rewind();
  await pipe.worker.start();
  const last = await carriedOut(commandMessage(reserve(2, ['TABLE', -1])));
  expect(last.data.status).toBe('done');
  expect(await reserved('TABLE')).toBe(before + 21);
  expect(Number((await snapshot()).ledger)).toBe(Number(facts.ledger) + 1);
  await allRead();
  expect(new Set(tap.messages.slice(told).map(({ data }) => data.sku ?? data.commandId)).size).toBeLessThanOrEqual(9);
});

test('the whole topic read again from its beginning changes no row and tells nothing', async () => {
  await allRead();
  await eventually(() => pipe.sql('select 1 from outbox').then((rows) => rows.length === 0));
  await pipe.worker.end('SIGTERM');
  const facts = await snapshot();
  const events = await published();
  await rewind();
  await pipe.worker.start();
  const group = async () => {
    const admin = pipe.kafka.admin();
    await admin.connect();
    const [stored] = await admin.fetchOffsets({ groupId: pipe.topics.group, topics: [pipe.topics.commands] });
    const ends = await admin.fetchTopicOffsets(pipe.topics.commands);
    await admin.disconnect();
    return ends.every(
      ({ partition, high }) =>
        high === '0' || stored?.partitions.find((at) => at.partition === partition)?.offset === high,
    );
  };
  await eventually(group, 30_000);
  expect(await snapshot()).toEqual(facts);
  expect(await published()).toEqual(events);
});

async function snapshot() {
  const [row] = await pipe.sql<Record<'index' | 'ledger' | 'outcomes', string>>(`
    select (select md5(string_agg(x::text, ',' order by sku_id, stock_id)) from stock_index x) as index,
      (select count(*) from reservation) as ledger, (select count(*) from outcome) as outcomes`);
  return row!;
}

async function published() {
  const admin = pipe.kafka.admin();
  await admin.connect();
  const ends = await Promise.all(
    [pipe.topics.events, pipe.topics.updates].map((topic) => admin.fetchTopicOffsets(topic)),
  );
  await admin.disconnect();
  return ends.flat().map(({ high }) => high);
}
