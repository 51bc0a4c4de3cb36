import { rowLocks } from '../floors/row-locks.js';
import type { Installation } from '../installation.js';
import type { KeyedCommand } from '../publisher.js';
import type { Reading, Row } from '../reading.js';
import { Traffic, type Pace } from '../traffic.js';
import { saving, SOURCES, STOCKS, topology } from '../warehouse.js';

const RESERVATIONS = 40_000;
const WARM_UP = 5_000;
const SHARE_IN_STOCK = 0.6;
const FLOOR_RESERVATIONS = 5_000;
const MUST = { timesFloor: 5 };

/** PlaceReservations of one unit of one SKU, which lasts for part of them: all it has is promised, and none twice. */
export const hotReservations: Row = {
  name: 'hot-reservations',
  async run(installation) {
    const traffic = await Traffic.start(installation);
    await traffic.prepare(topology());
    const stock = RESERVATIONS * SHARE_IN_STOCK;
    await traffic.prepare(
      saving(
        ['WARM', 'LIVE', 'BACKLOG'].map((sku) => hotItem(sku, stock)),
        1,
      ),
    );
    await traffic.whilePublished(reserving('WARM', WARM_UP));
    const live = await traffic.whilePublished(reserving('LIVE', RESERVATIONS));
    await soldOut(installation, 'LIVE', live, stock);
    const backlog = await traffic.fromBacklog(reserving('BACKLOG', RESERVATIONS), WARM_UP);
    await soldOut(installation, 'BACKLOG', backlog, stock);

    const locked = await rowLocks(installation.databaseUrl, FLOOR_RESERVATIONS, FLOOR_RESERVATIONS * SHARE_IN_STOCK);
    const floor = { what: 'one transaction each, 16 clients of pg', figure: locked };
    const reading = (what: string, figure: number): Reading => ({ what, unit: '/s', figure, floor, must: MUST });
    return [
      reading('one SKU, while being published', live.perSecond),
      reading('one SKU, from a backlog', backlog.perSecond),
    ];
  },
};

function hotItem(sku: string, quantity: number) {
  return { sku, sourceCode: SOURCES[0]!, quantity: String(quantity), status: 1 };
}

function reserving(sku: string, count: number): KeyedCommand[] {
  const reservations = [{ sku, stockId: STOCKS[0]!, quantity: '-1' }];
  return Array.from({ length: count }, () => ({ key: sku, name: 'PlaceReservations', data: { reservations } }));
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
