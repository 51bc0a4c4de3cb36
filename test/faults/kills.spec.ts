import { setTimeout as delay } from 'node:timers/promises';
import type { AppProcess } from '#testing/app-process';
import { servers } from '#testing/database';
import { eventually } from '#testing/eventually';
import { openMarket, type Market } from './market.js';
import { note } from './report.js';
import { Chance, full, scaled, seed } from './scale.js';
import { Shoppers } from './shoppers.js';
import { traces } from './traces.js';
import { bringUpVictims, type Victims } from './victims.js';

const COMMANDS = scaled(20_000, 600);
const KILLS = scaled(12, 2);
// The quick run leaves Kafka, which others use, alone.
const WHOM = full
  ? (['worker', 'postgres', 'gateway', 'kafka'] as const)
  : (['worker', 'postgres', 'gateway'] as const);
const RETURN_MS = 90_000;

let victims: Victims;
let market: Market;
let shoppers: Shoppers;
const apps: Record<'worker' | 'gateway', AppProcess[]> = { worker: [], gateway: [] };
beforeAll(async () => {
  victims = await bringUpVictims(full ? {} : { kafkaBrokers: servers().brokers });
  market = await openMarket({}, victims);
  const { pipe } = market;
  const gateway = await pipe.another('gateway');
  apps.worker.push(pipe.worker, await pipe.another('worker'));
  apps.gateway.push(pipe.gateway, gateway);
  shoppers = new Shoppers(pipe, new Chance(seed), [gateway.url]);
}, 120_000);
afterAll(async () => {
  await market?.close();
  await victims?.stop();
});

test(`${COMMANDS} commands, a fifth of them sent several times, survive ${KILLS} kills of whatever there is`, async () => {
  const chance = new Chance(seed + 1);
  const killed: string[] = [];
  let sending = true;
  const load = (async () => {
    while (shoppers.journal.length < COMMANDS || killed.length < KILLS) await shoppers.send(COMMANDS / 20);
  })().finally(() => (sending = false));
  while (sending && killed.length < KILLS) {
    const whom = WHOM[(killed.length + seed) % WHOM.length]!;
    await delay(chance.int(500, 2_000));
    if (whom === 'worker' || whom === 'gateway') await killApp(chance.pick(apps[whom]), chance);
    else await killServer(whom, chance);
    killed.push(whom);
  }
  await load;
  await Promise.all([...apps.worker, ...apps.gateway].map((app) => app.ready()));
  await shoppers.sendLateCopies();
  await market.expectTruth(shoppers.journal, RETURN_MS);
  const copies = shoppers.journal.filter(({ taken }) => taken > 1).length;
  const told = (what: string) => shoppers.journal.filter((entry) => entry.told === what).length;
  note({
    promise: 'no accepted command lost, each applied exactly once',
    run: `${shoppers.journal.length} commands, ${copies} of them sent 2–5 times, SIGKILL for ${killed.join(', ')}`,
    seen: `lost 0, twice 0; over HTTP ${told('done')} done, ${told('refused')} refused, ${told('not accepted')} not accepted and not applied`,
  });
}, 600_000);

test('the group rewound to 0 changes no row and tells nothing', async () => {
  const { pipe } = market;
  await eventually(
    async () => (await pipe.sql('select from stock_reservation where expires_at is not null')).length === 0,
  );
  await Promise.all(apps.worker.map((worker) => worker.end()));
  const before = await traces(pipe);
  const admin = pipe.kafka.admin();
  await admin.connect();
  await eventually(async () => {
    await admin.resetOffsets({ groupId: pipe.topics.group, topic: pipe.topics.commands, earliest: true });
    return true;
  }, RETURN_MS);
  await pipe.worker.start();
  await eventually(async () => {
    const [stored] = await admin.fetchOffsets({ groupId: pipe.topics.group, topics: [pipe.topics.commands] });
    const ends = await admin.fetchTopicOffsets(pipe.topics.commands);
    const at = new Map(stored?.partitions.map(({ partition, offset }) => [partition, offset]));
    return ends.every(({ partition, high }) => high === '0' || at.get(partition) === high);
  }, RETURN_MS);
  await admin.disconnect();
  expect(await traces(pipe)).toEqual(before);
  note({
    promise: 'no accepted command lost, each applied exactly once',
    run: `the group rewound to offset 0 of ${shoppers.journal.length} commands`,
    seen: '0 rows changed, 0 new events',
  });
}, 300_000);

async function killApp(app: AppProcess, chance: Chance): Promise<void> {
  await app.end('SIGKILL');
  await delay(chance.int(0, 1_500));
  app.spawn();
}

async function killServer(name: 'kafka' | 'postgres', chance: Chance): Promise<void> {
  await victims[name].kill();
  await delay(chance.int(0, 2_000));
  await victims[name].startAgain();
}
