import { parseLoop } from '../floors/parse-loop.js';
import type { Reading, Row } from '../reading.js';
import { medusaLevels } from '../rivals/medusa.js';
import { vendureLevels } from '../rivals/vendure.js';
import { Traffic } from '../traffic.js';
import { itemsFrom, saving, SOURCES, topology } from '../warehouse.js';

const SKUS = 5_000;
const WARM_UP = 10_000;
const COMMANDS = 60_000;

/** SaveSourceItems with one item each: published to Kafka → committed, indexed, events out. */
export const singleCommands: Row = {
  name: 'single-commands',
  async run(installation) {
    const traffic = await Traffic.start(installation);
    await traffic.prepare(topology());
    await traffic.prepare(saving(itemsFrom(0, SKUS * SOURCES.length, SKUS), 500));
    const commands = saving(itemsFrom(SKUS * SOURCES.length, 2 * (WARM_UP + COMMANDS), SKUS), 1);
    await traffic.prepare(commands.splice(0, WARM_UP));
    const live = await traffic.whilePublished(commands.splice(0, COMMANDS));
    const backlog = await traffic.fromBacklog(commands, WARM_UP);
    if (live.refused + backlog.refused > 0) throw new Error('Commands were refused.');

    const parsed = await parseLoop(installation.kafka, installation.topics.commands, 2 * (WARM_UP + COMMANDS));
    const rivals = [await medusaLevels(installation, 1), await vendureLevels(installation)];
    const reading = (what: string, figure: number): Reading => ({
      ...{ what, unit: '/s', figure, rivals },
      floor: { what: 'kafkajs loop that only parses', figure: parsed },
      must: { atLeast: 8_000 },
      aim: { atLeast: 18_000 },
    });
    return [
      reading('1 item each, while being published', live.perSecond),
      reading('1 item each, from a backlog', backlog.perSecond),
    ];
  },
};
