import type { SourceItemToSave } from '#contracts/source-items';
import { parseLoop } from '../floors/parse-loop.js';
import type { Reading, Row } from '../reading.js';
import { Traffic } from '../traffic.js';
import { saving, skuName, SOURCES, topology } from '../warehouse.js';

const SKUS = 5_000;
const WARM_UP = 10_000;
const COMMANDS = 60_000;
const MUST = { atLeast: 8_000 };

/** SaveSourceItems with one item each: published to Kafka → committed, indexed, events out. */
export const singleCommands: Row = {
  name: 'single-commands',
  async run(installation) {
    const traffic = await Traffic.start(installation);
    await traffic.prepare(topology());
    await traffic.prepare(saving(itemsFrom(0, SKUS * SOURCES.length), 500));
    const items = itemsFrom(SKUS * SOURCES.length, 2 * (WARM_UP + COMMANDS));
    const commands = saving(items, 1);
    await traffic.prepare(commands.splice(0, WARM_UP));
    const live = await traffic.whilePublished(commands.splice(0, COMMANDS));
    const backlog = await traffic.fromBacklog(commands, WARM_UP);
    if (live.refused + backlog.refused > 0) throw new Error('Commands were refused.');

    const parsed = await parseLoop(installation.kafka, installation.topics.commands, 2 * (WARM_UP + COMMANDS));
    const floor = { what: 'kafkajs loop that only parses', figure: parsed };
    const reading = (what: string, figure: number): Reading => ({ what, unit: '/s', figure, floor, must: MUST });
    return [
      reading('1 item each, while being published', live.perSecond),
      reading('1 item each, from a backlog', backlog.perSecond),
    ];
  },
};

/** Items spread over SKUs and sources, each with another quantity than the pair had before. */
function itemsFrom(first: number, count: number): SourceItemToSave[] {
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const round = Math.floor(number / SKUS);
    const sku = skuName((number * 7_919) % SKUS);
    return {
      sku,
      sourceCode: SOURCES[round % SOURCES.length]!,
      quantity: String(1 + ((number * 31) % 997)),
      status: 1,
    };
  });
}
