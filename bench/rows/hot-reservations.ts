import { rowLocks } from '../floors/row-locks.js';
import type { Installation } from '../installation.js';
import type { Comparison, Reading, Row } from '../reading.js';
import { MagentoModel } from '../rivals/magento-model.js';
import { medusaRace } from '../rivals/medusa.js';
import { Traffic, type Pace } from '../traffic.js';
import { reserving, saving, SOURCES, STOCKS, topology } from '../warehouse.js';

const RESERVATIONS = 40_000;
const WARM_UP = 5_000;
const SHARE_IN_STOCK = 0.6;
const FLOOR_RESERVATIONS = 5_000;
const RIVAL_RESERVATIONS = 800;

/** PlaceReservations of one unit of one SKU, which lasts for part of them: all it has is promised, and none twice. */
export const hotReservations: Row = {
  name: 'hot-reservations',
  async run(installation) {
    const traffic = await Traffic.start(installation);
    await traffic.prepare(topology());
    const stock = RESERVATIONS * SHARE_IN_STOCK;
    const items = ['WARM', 'LIVE', 'BACKLOG'].map((sku) => hotItem(sku, stock));
    await traffic.prepare(saving(items, 1));
    await traffic.whilePublished(buyers('WARM', WARM_UP));
    const live = await traffic.whilePublished(buyers('LIVE', RESERVATIONS));
    await soldOut(installation, 'LIVE', live, stock);
    const backlog = await traffic.fromBacklog(buyers('BACKLOG', RESERVATIONS), WARM_UP);
    await soldOut(installation, 'BACKLOG', backlog, stock);

    const demand = { reservations: FLOOR_RESERVATIONS, rows: 1, units: FLOOR_RESERVATIONS * SHARE_IN_STOCK };
    const locked = await rowLocks(installation.databaseUrl, demand, 'steps');
    const rivals = await rivalsOn(installation);
    const reading = (what: string, figure: number): Reading => ({
      ...{ what, unit: '/s', figure, rivals },
      floor: { what: 'begin, update, insert, commit each, as pgbench does, 16 clients', figure: locked },
      must: { atLeastTimesFloor: 5 },
      aim: { atLeastTimesFloor: 15 },
    });
    return [
      reading('one SKU, while being published', live.perSecond),
      reading('one SKU, from a backlog', backlog.perSecond),
    ];
  },
};

async function rivalsOn(installation: Installation): Promise<Comparison[]> {
  const units = RIVAL_RESERVATIONS * SHARE_IN_STOCK;
  const medusa = await medusaRace(installation, RIVAL_RESERVATIONS, units);
  const magento = await MagentoModel.open(installation);
  await magento.stock(['HOT'], units);
  const { perSecond, accepted } = await magento.reserve(Array<string>(RIVAL_RESERVATIONS).fill('HOT'));
  await magento.close();
  const sold = (promised: number) => `promised ${promised} of ${units}`;
  return [
    ...medusa.map(({ what, race }) =>
      race ? { what: `${what}, ${sold(race.accepted)}, counted ${race.counted}`, figure: race.perSecond } : { what },
    ),
    { what: `${MagentoModel.what}, ${sold(accepted)}`, figure: perSecond },
  ];
}

function hotItem(sku: string, quantity: number) {
  return { sku, sourceCode: SOURCES[0]!, quantity: String(quantity), status: 1 };
}

function buyers(sku: string, count: number) {
  return reserving(Array<string>(count).fill(sku));
}

async function soldOut({ db }: Installation, sku: string, { done, refused }: Pace, stock: number): Promise<void> {
  const { rows } = await db.query<{ salable: number; promised: number }>(
    `select x.salable::float as salable, (select -sum(quantity)::float from reservation r where r.sku_id = x.sku_id) as promised
     from stock_index x join sku using (sku_id) where sku.sku = $1 and x.stock_id = $2`,
    [sku, STOCKS[0]],
  );
  const is = { done, refused, ...rows[0]! };
  const should = { done: stock, refused: RESERVATIONS - stock, salable: 0, promised: stock };
  if (JSON.stringify(is) !== JSON.stringify(should))
    throw new Error(`Of ${sku}: ${JSON.stringify(is)} instead of ${JSON.stringify(should)}.`);
}
