import { rowLocks } from '../floors/row-locks.js';
import type { Installation } from '../installation.js';
import type { Comparison, Reading, Row } from '../reading.js';
import { MagentoModel } from '../rivals/magento-model.js';
import { medusaSpread } from '../rivals/medusa.js';
import { Traffic } from '../traffic.js';
import { reserving, saving, skuName, SOURCES, topology } from '../warehouse.js';

const SKUS = 100_000;
const WARM_UP = 5_000;
const RESERVATIONS = 45_000;
const FLOOR_RESERVATIONS = 20_000;

/** PlaceReservations of one unit each over 100,000 SKUs that have just one: every one is promised, and promised once. */
export const spreadReservations: Row = {
  name: 'spread-reservations',
  async run(installation) {
    const traffic = await Traffic.start(installation);
    await traffic.prepare(topology());
    const skus = Array.from({ length: SKUS }, (_, index) => skuName((index * 7_919) % SKUS));
    const items = skus.map((sku) => ({ sku, sourceCode: SOURCES[0]!, quantity: '1', status: 1 }));
    await traffic.prepare(saving(items, 500));
    const commands = reserving(skus);
    await traffic.prepare(commands.splice(0, WARM_UP));
    const live = await traffic.whilePublished(commands.splice(0, RESERVATIONS));
    const backlog = await traffic.fromBacklog(commands, WARM_UP);
    if (live.refused + backlog.refused > 0) throw new Error('Reservations were refused.');
    await eachIsSold(installation);

    const demand = { reservations: FLOOR_RESERVATIONS, rows: SKUS, units: 1 };
    const locked = await rowLocks(installation.databaseUrl, demand, 'statement');
    const rivals = [await medusaSpread(installation), await magentoSpread(installation, skus)];
    const reading = (what: string, figure: number): Reading => ({
      ...{ what, unit: '/s', figure, rivals },
      floor: { what: 'one transaction each, in one statement, 16 clients', figure: locked },
      must: { atLeastTimesFloor: 1 },
      aim: { atLeastTimesFloor: 2 },
    });
    return [
      reading('100,000 SKUs, while being published', live.perSecond),
      reading('100,000 SKUs, from a backlog', backlog.perSecond),
    ];
  },
};

async function eachIsSold({ db }: Installation): Promise<void> {
  const { rows } = await db.query<{ sold: string }>(
    'select count(*) as sold from stock_index where quantity = 1 and reserved = 1 and not is_salable',
  );
  const { rows: ledger } = await db.query<{ lines: string }>('select count(*) as lines from reservation');
  if (Number(rows[0]!.sold) !== SKUS || Number(ledger[0]!.lines) !== SKUS)
    throw new Error(`${rows[0]!.sold} of ${SKUS} SKUs are sold, in ${ledger[0]!.lines} lines.`);
}

async function magentoSpread(installation: Installation, skus: string[]): Promise<Comparison> {
  const magento = await MagentoModel.open(installation);
  await magento.stock(skus, 1);
  const { perSecond } = await magento.reserve(skus.slice(0, FLOOR_RESERVATIONS));
  await magento.close();
  return { what: MagentoModel.what, figure: perSecond };
}
