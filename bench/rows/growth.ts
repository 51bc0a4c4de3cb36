import { addSkus, age, AT_FIRST, moreTopology, reserveEach } from '../growths.js';
import type { Installation } from '../installation.js';
import { percentile } from '../percentile.js';
import type { KeyedCommand } from '../publisher.js';
import type { Reading, Row } from '../reading.js';
import { Traffic } from '../traffic.js';
import { itemsFrom, reserving, saving, skuName, topology } from '../warehouse.js';

const TIMES = 10;
const ROUNDS = 3;
const COMMANDS = 2_000;

/**
 * What a command costs in an installation that grows, measured in turns with one that does not: half of the commands save an item, half
 * reserve a unit, of the same 5,000 SKUs throughout. Each growth comes on top of those before.
 */
export const growth: Row = {
  name: 'growth',
  mostRuns: 3,
  async run(installation, another) {
    const small = await Shop.open(installation);
    const large = await Shop.open(await another());
    const readings: Reading[] = [];
    const compare = async (what: string, figure: () => Promise<number>): Promise<void> => {
      const promised = { must: { atMost: 1.5 }, aim: { atMost: 1.1 } };
      readings.push({ what, unit: '×', figure: await figure(), ...promised });
    };
    const costs = async () => {
      const [alone, grown] = await inTurns(small, large);
      return alone / grown;
    };
    const { skus, reservationsOfSku, outcomes } = AT_FIRST;
    await compare('cost of a command where nothing has grown', costs);
    await addSkus(large.installation, skus * (TIMES - 1));
    await compare('… 10× SKUs, items and index rows', costs);
    await large.traffic.prepare(moreTopology(TIMES));
    await compare('… and 10× sources, stocks and links', costs);
    await reserveEach(large.installation, reservationsOfSku * (TIMES - 1));
    await compare('… and 10× open reservations', costs);
    await age(large.installation, outcomes * (TIMES - 1));
    await compare('… and 10× outcomes of the last day, and an outbox as old', costs);
    return [...readings, ...(await withWorkers(small))];
  },
};

/** An installation with commands that go on and on. */
class Shop {
  private commands = 0;

  private constructor(
    readonly installation: Installation,
    readonly traffic: Traffic,
  ) {}

  static async open(installation: Installation): Promise<Shop> {
    const traffic = await Traffic.start(installation);
    await traffic.prepare(topology());
    const { skus, sources, reservationsOfSku, outcomes } = AT_FIRST;
    await traffic.prepare(saving(itemsFrom(0, skus * sources, skus), 500));
    await reserveEach(installation, reservationsOfSku);
    await age(installation, outcomes);
    const shop = new Shop(installation, traffic);
    for (let round = 0; round < ROUNDS; round++) await shop.perSecond();
    return shop;
  }

  /** Publishes the next commands to the worker; at what pace they are done. */
  async perSecond(): Promise<number> {
    const { perSecond } = await this.traffic.whilePublished(this.next());
    return perSecond;
  }

  private next(): KeyedCommand[] {
    const first = this.commands;
    this.commands += COMMANDS;
    const { skus, sources } = AT_FIRST;
    const saves = saving(itemsFrom(skus * sources + first / 2, COMMANDS / 2, skus), 1);
    const names = saves.map((_, index) => skuName(((first / 2 + index) * 3_571) % skus));
    const promises = reserving(names);
    return saves.flatMap((save, index) => [save, promises[index]!]);
  }
}

async function inTurns(small: Shop, large: Shop): Promise<[number, number]> {
  const figures: [number[], number[]] = [[], []];
  for (let round = -1; round < ROUNDS; round++) {
    for (const [index, shop] of [small, large].entries()) {
      const perSecond = await shop.perSecond();
      if (round >= 0) figures[index]!.push(perSecond);
    }
  }
  return [percentile(figures[0], 50), percentile(figures[1], 50)];
}

async function withWorkers(shop: Shop): Promise<Reading[]> {
  const readings: Reading[] = [];
  const alone = await median(shop);
  for (const workers of [2, 3]) {
    await shop.installation.startWorker();
    await shop.perSecond();
    readings.push({
      what: `commands/s of ${workers} workers for one's`,
      unit: '×',
      figure: (await median(shop)) / alone,
    });
  }
  return readings;
}

async function median(shop: Shop): Promise<number> {
  const figures: number[] = [];
  for (let round = 0; round < ROUNDS; round++) figures.push(await shop.perSecond());
  return percentile(figures, 50);
}
