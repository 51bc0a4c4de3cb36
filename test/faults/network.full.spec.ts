import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#servers/free-port';
import { startPipe, type Pipe } from '#testing/pipe';
import { TcpProxy } from '#testing/tcp-proxy';
import { audit } from './audit.js';
import { expectHealed } from './healing.js';
import { note } from './report.js';
import { Chance, seed } from './scale.js';
import { openShop, Traffic } from './traffic.js';
import { bringUpVictims, type Victims } from './victims.js';

const ANSWER_TIMEOUT_MS = 10_000;
const MARGIN_MS = 3_000;

let victims: Victims;
let toPostgres: TcpProxy;
let toKafka: TcpProxy;
let pipe: Pipe;
let traffic: Traffic;

beforeAll(async () => {
  const [own, proxied, controller, proxy] = [await freePort(), await freePort(), await freePort(), await freePort()];
  victims = await bringUpVictims({
    wish: 'local',
    ports: { kafka: own },
    kafkaSettings: twoDoors(own, proxied, controller, proxy),
  });
  toKafka = new TcpProxy('127.0.0.1', proxied);
  toPostgres = new TcpProxy('127.0.0.1', Number(new URL(victims.databaseUrl).port));
  await Promise.all([toKafka.open(proxy), toPostgres.open()]);
  const databaseUrl = Object.assign(new URL(victims.databaseUrl), { port: toPostgres.at }).href;
  const via = { databaseUrl, brokers: `127.0.0.1:${proxy}` };
  pipe = await startPipe({ ANSWER_TIMEOUT_MS: String(ANSWER_TIMEOUT_MS) }, { on: victims, via });
  await openShop(pipe);
}, 120_000);
beforeEach(async () => {
  traffic = new Traffic(pipe, new Chance(seed));
  traffic.start();
  await traffic.flows();
}, 60_000);
afterEach(() => traffic.abandon());
afterAll(async () => {
  await pipe?.close();
  await Promise.all([toKafka?.cut(), toPostgres?.cut()]);
  await victims?.stop();
});

test('over a slow network all is carried out', async () => {
  toKafka.delayMs = toPostgres.delayMs = 50;
  await pause(30_000);
  toKafka.delayMs = toPostgres.delayMs = 0;
  expect(traffic.troubles.filter((status) => status !== 'POST 504')).toEqual([]);
  const { applied } = await audit(pipe, traffic);
  note({
    promise: 'outages heal without a hand',
    run: '50 ms each way to PostgreSQL and Kafka, under load',
    seen: `${applied} commands applied once; answers ${traffic.told}`,
  });
}, 120_000);

test('connections cut at random moments lose nothing and double nothing', async () => {
  const chance = new Chance(seed);
  const cuts = 100;
  for (let cut = 0; cut < cuts; cut++) {
    await pause(chance.int(50, 600));
    chance.pick([toPostgres, toKafka]).reset();
  }
  await expectSound(`${cuts} times all connections to PostgreSQL or Kafka reset at random moments, under load`);
}, 240_000);

const HOLE_MS = 30_000;

const holes: [string, () => TcpProxy][] = [
  ['PostgreSQL', () => toPostgres],
  ['Kafka', () => toKafka],
];

test.each(holes)(
  'a black hole before %s is answered in time, and all heals without a hand',
  async (name, proxy) => {
    proxy().swallow();
    await pause(HOLE_MS);
    expect(traffic.troubles).not.toEqual([]);
    proxy().letThrough();
    await expectSound(`${name} in a black hole for ${HOLE_MS / 1_000} s under load`);
  },
  240_000,
);

async function expectSound(run: string): Promise<void> {
  const pids = [pipe.worker.pid, pipe.gateway.pid];
  const healedMs = await expectHealed(pipe, traffic);
  const { applied, entries } = await audit(pipe, traffic);
  expect([pipe.worker.pid, pipe.gateway.pid]).toEqual(pids);
  expect(traffic.journal.slowestMs).toBeLessThan(ANSWER_TIMEOUT_MS + MARGIN_MS);
  note({
    promise: 'outages heal without a hand',
    run,
    seen:
      `normal ${(healedMs / 1_000).toFixed(1)} s after the end; ${entries} commands, ${applied} applied once, none lost; ` +
      `answers ${traffic.told}`,
  });
}

/** A broker with a second listener, which clients reach at `proxy`, so that what it says to itself takes no detour. */
function twoDoors(own: number, proxied: number, controller: number, proxy: number) {
  return {
    listeners: `PLAINTEXT://127.0.0.1:${own},PROXIED://127.0.0.1:${proxied},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${own},PROXIED://127.0.0.1:${proxy}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
  };
}
