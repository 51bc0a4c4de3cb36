import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from '../installation.js';
import { percentile } from '../percentile.js';
import { Publisher, type KeyedCommand } from '../publisher.js';
import type { Reading, Row } from '../reading.js';
import { Traffic } from '../traffic.js';
import { saving, skuName, SOURCES, topology } from '../warehouse.js';

const PER_SECOND = 500;
const TICK_MS = 10;
const WARM_UP = 5 * PER_SECOND;
const COMMANDS = 15 * PER_SECOND;
const SLOWEST_SHARE = 0.95;

const PROMISED = {
  50: {},
  99: { must: { atMost: 200 }, aim: { atMost: 50 } },
};

/** From the publish of a command to its stock-updated event at a subscriber, at 500 commands a second, each of a SKU of its own. */
export const eventLatency: Row = {
  name: 'event-latency',
  async run(installation) {
    const traffic = await Traffic.start(installation);
    await traffic.prepare(topology());
    await traffic.prepare(saving(items('1'), 500));
    const arrivals = await watchUpdates(installation);
    const publisher = new Publisher(installation.kafka, installation.topics.commands);
    await publisher.connect();
    installation.stopLater(() => publisher.disconnect());
    const published = await publishSteadily(publisher, saving(items('2'), 1));
    await arrivals.reached(WARM_UP + COMMANDS);

    const taken = published.slice(WARM_UP).map(({ sku, at }) => arrivals.at.get(sku)! - at);
    const reading = (percent: 50 | 99): Reading => ({
      ...{ what: `published → stock-updated heard, ${PER_SECOND} commands/s, p${percent}`, unit: 'ms' },
      ...{ figure: percentile(taken, percent), ...PROMISED[percent] },
      rivals: [{ what: 'commercetools documents up to 10 s, not measured here' }],
    });
    return [reading(50), reading(99)];
  },
};

function items(quantity: string) {
  return Array.from({ length: WARM_UP + COMMANDS }, (_, index) => ({
    ...{ sku: skuName(index), sourceCode: SOURCES[0]!, quantity, status: 1 },
  }));
}

/** Publishes what is due by the clock every ten milliseconds; tells when each was handed to the producer. */
async function publishSteadily(publisher: Publisher, commands: KeyedCommand[]): Promise<{ sku: string; at: number }[]> {
  const published: { sku: string; at: number }[] = [];
  const sends: Promise<void>[] = [];
  const began = performance.now();
  while (published.length < commands.length) {
    const due = Math.ceil(((performance.now() - began) / 1_000) * PER_SECOND);
    const batch = commands.slice(published.length, due);
    const at = performance.now();
    for (const { key } of batch) published.push({ sku: key, at });
    if (batch.length > 0) sends.push(publisher.publish(batch));
    await sleep(TICK_MS);
  }
  const perSecond = (1_000 * commands.length) / (performance.now() - began);
  await Promise.all(sends);
  if (perSecond < SLOWEST_SHARE * PER_SECOND) throw new Error(`Only ${perSecond} commands/s could be published.`);
  return published;
}

/** Notes when the event of each SKU's second version comes. */
async function watchUpdates(installation: Installation) {
  const { kafka, topics } = installation;
  const at = new Map<string, number>();
  let wanted = { count: Infinity, resolve: () => {} };
  const consumer = kafka.consumer({ groupId: `${topics.group}-bench-latency` });
  installation.stopLater(() => consumer.disconnect());
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.connect();
  await consumer.subscribe({ topics: [topics.updates], fromBeginning: true });
  await consumer.run({
    eachBatch: ({ batch }) => {
      const now = performance.now();
      for (const { value } of batch.messages) {
        const { sku, version } = JSON.parse(value!.toString('utf8')) as { sku: string; version: number };
        if (version === 2 && !at.has(sku)) at.set(sku, now);
      }
      if (at.size >= wanted.count) wanted.resolve();
      return Promise.resolve();
    },
  });
  await joined;
  return {
    at,
    reached: (count: number) =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`Only ${at.size} of ${count} events came.`)), 60_000);
        wanted = { count, resolve: () => (clearTimeout(timer), resolve()) };
        if (at.size >= count) wanted.resolve();
      }),
  };
}
