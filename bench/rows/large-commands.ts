import { bareUpserts } from '../floors/bare-upserts.js';
import type { Reading, Row } from '../reading.js';
import { medusaLevels } from '../rivals/medusa.js';
import { Traffic } from '../traffic.js';
import { itemsFrom, saving, SOURCES, topology } from '../warehouse.js';

const PER_COMMAND = 500;
const SKUS = 20_000;
const ITEMS = SKUS * SOURCES.length;
const WARM_UP = ITEMS / 4;

/** SaveSourceItems with 500 items each, every one of which changes what there was; counted in items. */
export const largeCommands: Row = {
  name: 'large-commands',
  async run(installation) {
    const traffic = await Traffic.start(installation);
    await traffic.prepare(topology());
    const commands = saving(itemsFrom(0, 3 * ITEMS + WARM_UP, SKUS), PER_COMMAND);
    await traffic.prepare(commands.splice(0, ITEMS / PER_COMMAND));
    const live = await traffic.whilePublished(commands.splice(0, ITEMS / PER_COMMAND));
    const backlog = await traffic.fromBacklog(commands, WARM_UP / PER_COMMAND);
    if (live.refused + backlog.refused > 0) throw new Error('Commands were refused.');

    const upserted = await bareUpserts(installation.databaseUrl, ITEMS);
    const medusa = await medusaLevels(installation, 500);
    const reading = (what: string, commandsPerSecond: number): Reading => ({
      ...{ what, unit: '/s', figure: commandsPerSecond * PER_COMMAND },
      floor: { what: 'bare upserts of 5,000 rows a transaction', figure: upserted },
      rivals: [medusa],
      must: { atLeast: 15_000 },
      aim: { atLeast: 40_000 },
    });
    return [
      reading('items, 500 each, while being published', live.perSecond),
      reading('items, 500 each, from a backlog', backlog.perSecond),
    ];
  },
};
