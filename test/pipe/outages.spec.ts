import { item, link, reserve, source, stock } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { TopicTap } from '#testing/topic-tap';

let pipe: Pipe;
let tap: TopicTap;

beforeAll(async () => {
  pipe = await startPipe({}, { gateway: false });
  tap = await TopicTap.open(pipe.kafka, pipe.topics.events, pipe.topics.updates, pipe.topics.dead);
  for (const command of [source('eu-1'), stock('EU'), link(2, 'eu-1'), item('eu-1', 'CHAIR', 1_000)]) {
    const message = commandMessage(command);
    await pipe.publish(message);
    await eventually(() => tap.outcomeOf(message.id));
  }
});
afterAll(async () => {
  await tap.close();
  await pipe.close();
});

const buyers = (count: number) =>
  Array.from({ length: count }, (_, index) => commandMessage(reserve(2, ['CHAIR', -1]), { partition: index % 6 }));

const outcomes = (messages: { id: string }[]) =>
  messages.map(({ id }) => tap.outcomeOf(id)?.data.status as string | undefined);

test('a worker told to stop under load leaves nothing half done, and its successor goes on where it left', async () => {
  const [before] = await pipe.sql<{ count: string }>('select count(*) from reservation');
  const first = await pipe.another('worker', { BATCH_WEIGHT: '5' });
  const messages = buyers(400);
  await pipe.publish(...messages);
  await eventually(() => outcomes(messages).some(Boolean));
  expect([0, null]).toContain(await first.end('SIGTERM'));

  await pipe.another('worker');
  await eventually(() => !outcomes(messages).includes(undefined), 40_000);
  const [after] = await pipe.sql<{ count: string }>('select count(*) from reservation');
  expect(Number(after!.count) - Number(before!.count)).toBe(400);
  expect(await pipe.stockwire('index', 'verify')).toMatchObject({ code: 0 });
});

test('a worker killed under load loses nothing and doubles nothing', async () => {
  const [before] = await pipe.sql<{ count: string }>('select count(*) from reservation');
  const first = await pipe.another('worker', { BATCH_WEIGHT: '5' });
  const messages = buyers(400);
  await pipe.publish(...messages);
  await eventually(() => outcomes(messages).some(Boolean), 30_000);
  await first.end('SIGKILL');

  await eventually(() => !outcomes(messages).includes(undefined), 40_000);
  const [after] = await pipe.sql<{ count: string }>('select count(*) from reservation');
  expect(Number(after!.count) - Number(before!.count)).toBe(400);
  expect(
    new Set(
      messages
        .map(({ id }) => tap.messages.filter(({ data }) => data?.commandId === id).map(({ headers }) => headers.ce_id))
        .map((ids) => new Set(ids).size),
    ),
  ).toEqual(new Set([1]));
  expect(await pipe.stockwire('index', 'verify')).toMatchObject({ code: 0 });
});
