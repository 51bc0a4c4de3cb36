import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { AppProcess } from '#testing/app-process';
import { item } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { Door } from './door.js';
import { endsOf, SteadyLoad } from './load.js';
import { note } from './report.js';

const PROMISE = 'orderly stop and scaling';
const LONG_MS = 600_000;
/** Requests answered before and after each step. */
const ANSWERS = 1_500;

let pipe: Pipe;
let load: SteadyLoad;
let remaining: AppProcess;

beforeAll(async () => {
  pipe = await startPipe({ STOP_DELAY_MS: '1500' });
  remaining = pipe.worker;
  load = await SteadyLoad.on(pipe);
});
afterAll(async () => {
  await load?.close();
  await pipe?.close();
});

const answeredMore = (count = ANSWERS) => {
  const before = load.answered;
  return eventually(() => load.answered >= before + count, LONG_MS);
};

/** Everything that was asked for until now is told, as a line for the report. */
async function expectAllTrue(): Promise<string> {
  await load.pause();
  expect(load.failures).toEqual([]);
  const seen = await load.expectAllApplied();
  expect(await pipe.stockwire('index', 'verify')).toMatchObject({ code: 0 });
  return `0 failed of ${seen.requests} requests and ${seen.published} messages, none lost, none twice, ${seen.events} events in order per key`;
}

test(
  'a gateway told to stop says so, answers what it has begun and what still comes, and holds no connection that asks nothing',
  async () => {
    const leaving = await pipe.another('gateway');
    const [door, prober] = [new Door(leaving.url, pipe.magentoToken), new Door(leaving.url, pipe.magentoToken)];
    const silent = await connectedTo(leaving.url);
    const body = (index: number) => ({
      sourceItems: [{ sku: `LEAVING-${index}`, source_code: 'default', quantity: 1, status: 1 }],
    });
    await door.post('source-items', body(0));

    const before = await published();
    pipe.worker.signal('SIGSTOP');
    const writes = Array.from({ length: 20 }, (_, index) => door.post('source-items', body(index)));
    await eventually(async () => (await published()) === before + 20);
    const ended = leaving.end('SIGTERM');
    const stopping = await eventually(async () => {
      const answer = await prober.ask('GET', '/health/ready');
      return answer.status === 503 && answer;
    });
    expect(stopping).toMatchObject({ body: { status: 'stopping' }, headers: { connection: 'close' } });
    const late = await prober.ask('GET', 'sources/default');
    expect(late).toMatchObject({ status: 200, headers: { connection: 'close' } });
    await expect(refuses(leaving.url)).resolves.toBe(true);
    pipe.worker.signal('SIGCONT');
    for (const { status, headers } of await Promise.all(writes))
      expect({ status, connection: headers.connection }).toEqual({ status: 200, connection: 'close' });
    expect(await ended).toBe(0);
    door.close();
    prober.close();
    silent.destroy();
  },
  LONG_MS,
);

test(
  'gateways 1 → 2 → 1 under load: no request fails',
  async () => {
    load.resume();
    await answeredMore();
    const second = await pipe.another('gateway');
    load.addGateway(second.url);
    await eventually(() => load.answersOf(second.url) >= ANSWERS, LONG_MS);
    expect(await pipe.gateway.end('SIGTERM')).toBe(0);
    await answeredMore();
    note({
      promise: PROMISE,
      run: 'gateways 1 → 2 → 1 by SIGTERM under load over kept-alive connections; the balancer looks at /health/ready each 100 ms',
      seen: await expectAllTrue(),
    });
    await pipe.gateway.start();
  },
  LONG_MS,
);

test(
  'workers 1 → 3 → 1 under load: no request fails, nothing is lost or applied twice, and order is kept',
  async () => {
    load.resume();
    const second = await pipe.another('worker');
    const third = await pipe.another('worker');
    for (const worker of [second, third]) await eventually(() => worker.printed.includes('Applied a batch.'), LONG_MS);
    const silent = await connectedTo(third.url);
    await answeredMore();
    for (const worker of [pipe.worker, third]) {
      expect(await worker.end('SIGTERM')).toBe(0);
      await answeredMore();
    }
    silent.destroy();
    remaining = second;
    note({
      promise: PROMISE,
      run: 'workers 1 → 3 → 1 by SIGTERM under load over HTTP and Kafka',
      seen: `${await expectAllTrue()}; longest wait ${load.longestMs} ms`,
    });
  },
  LONG_MS,
);

test(
  'a worker told to stop amid a backlog finishes what it has in hand, stores its place and exits with 0',
  async () => {
    const skus = Array.from({ length: 12 }, (_, index) => `BACKLOG-${index}`);
    const messages = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => {
        const sku = skus[(from + index) % skus.length]!;
        return commandMessage(item('default', sku, from + index), { key: `sku:${sku.toLowerCase()}` });
      });
    const [total, part] = [60_000, 2_000];
    await remaining.end();
    const before = sum(await applied());
    for (let from = 0; from < total; from += part) await pipe.publish(...messages(from, part));
    remaining.spawn();
    await eventually(async () => sum(await applied()) > before, LONG_MS);
    expect(await remaining.end('SIGTERM')).toBe(0);
    const left = (await published()) - sum(await applied());
    expect(left).toBeGreaterThan(0);
    expect(await stored()).toEqual(await applied());
    await remaining.start();
    await eventually(async () => sum(await applied()) === (await published()), LONG_MS);
    note({
      promise: PROMISE,
      run: `the only worker stopped by SIGTERM amid a backlog of ${total} commands`,
      seen: `exit 0 with ${left} left, offsets stored = offsets applied; the next one applied the rest`,
    });
  },
  LONG_MS,
);

/** Where each partition is applied up to, by the database. */
async function applied(): Promise<[partition: number, next: number][]> {
  const rows = await pipe.sql<{ partition: number; next: number }>(
    'select partition, next_offset::int as next from applied_offset order by partition',
  );
  return rows.map(({ partition, next }) => [partition, next]);
}

/** The same by the offsets that the group has stored. */
async function stored(): Promise<[partition: number, next: number][]> {
  const admin = pipe.kafka.admin();
  await admin.connect();
  const [found] = await admin.fetchOffsets({ groupId: pipe.topics.group, topics: [pipe.topics.commands] });
  await admin.disconnect();
  const places = found!.partitions.map(({ partition, offset }): [number, number] => [partition, Number(offset)]);
  return places.filter(([, next]) => next >= 0).sort(([a], [b]) => a - b);
}

function sum(places: [partition: number, next: number][]): number {
  return places.reduce((all, [, next]) => all + next, 0);
}

async function published(): Promise<number> {
  return sum([...(await endsOf(pipe))]);
}

/** A connection that asks nothing. */
async function connectedTo(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Whether a gateway takes no new connection, once that is so. */
function refuses(url: string): Promise<boolean> {
  const attempt = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
      socket.once('connect', () => socket.destroy());
    });
  return eventually(attempt);
}
