import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { StockUpdated } from '#contracts/stock-updated';
import type { Item, Model, Offered } from './model.js';
import { keyOf, unitsOf } from './shape-faults.js';

/** An index row, quantities in ten-thousandths. */
export interface Row extends Offered {
  version: number;
  /** How much of what is reserved is claimed at sources. */
  claimed: bigint;
}

/** What an event tells of an index row. */
export type Told = Omit<Row, 'inStock' | 'claimed'>;

/** Every row of the index under `stockId:sku`. */
export async function storedIndex(orm: MikroORM): Promise<Map<string, Row>> {
  const { rows } = await sql<StockUpdated & { inStock: boolean; bound: string }>`
    select stock_id as "stockId", sku_key as sku, quantity::text, (reserved + bound)::text as reserved, salable::text as "salableQuantity",
      bound::text, in_stock as "inStock", is_salable as "isSalable", assigned, version
    from stock_index join sku using (sku_id)`.execute(orm.em.fork().getKysely());
  return new Map(
    rows.map((row) => [placeOf(row), { ...tell(row), inStock: row.inStock, claimed: unitsOf(row.bound) }]),
  );
}

/** What an event has to tell of a row. */
export function tellable({ inStock: _, claimed: __, ...told }: Row): Told {
  return told;
}

/** The index rows that events tell of, under `stockId:sku`; fails when two tell of one row. */
export function toldIndex(updates: StockUpdated[]): Map<string, Told> {
  const rows = new Map(updates.map((update) => [placeOf(update), tell(update)]));
  expect(rows.size).toBe(updates.length);
  return rows;
}

/** Every source item under `sku @ source`. */
export async function storedItems(orm: MikroORM): Promise<Map<string, Item>> {
  const { rows } = await sql<{ place: string; quantity: string; status: number }>`
    select sku_key || ' @ ' || source_key as place, quantity::text, status
    from source_item join sku using (sku_id) join source using (source_id)`.execute(orm.em.fork().getKysely());
  return new Map(rows.map(({ place, quantity, status }) => [place, { units: unitsOf(quantity), status }]));
}

/** What is known of every item of every order, by order and item. */
export async function storedOrders(orm: MikroORM): Promise<object[]> {
  const quantities = ['ordered', 'canceled', 'shipped', 'invoiced', 'refunded', 'promised'] as const;
  const { rows } = await sql<{ order: string; itemId: string } & Record<(typeof quantities)[number], string>>`
    select order_key as "order", item_id as "itemId", sku_key as sku, virtual, ordered::text, canceled::text, shipped::text,
      invoiced::text, refunded::text, promised::text
    from sales_order_item join sku using (sku_id)`.execute(orm.em.fork().getKysely());
  return rows.map((row) => ({ ...row, ...Object.fromEntries(quantities.map((name) => [name, unitsOf(row[name])])) }));
}

/** Every stock reservation, stock transfer and stock line item. */
export async function storedClaims(orm: MikroORM): Promise<object[]> {
  const { rows } = await sql<{ fact: Record<string, unknown> & { units: string } }>`
    select jsonb_build_object('kind', 'reservation', 'id', c.public_id, 'sku', sku_key, 'source', source_key, 'units', c.quantity::text,
      'status', c.status, 'owner', owner_id) as fact
    from stock_reservation c join sku using (sku_id) join source using (source_id)
    union all select jsonb_build_object('kind', 'transfer', 'id', c.public_id, 'sku', sku_key, 'origin', o.source_key,
      'destination', d.source_key, 'units', c.quantity::text, 'status', status)
    from stock_transfer c join sku using (sku_id) join source o on o.source_id = origin_id join source d on d.source_id = destination_id
    union all select jsonb_build_object('kind', 'lineItem', 'id', c.public_id, 'sku', sku_key, 'source', source_key,
      'units', c.quantity::text, 'taken', decremented_at is not null)
    from stock_line_item c join sku using (sku_id) left join source using (source_id)`.execute(
    orm.em.fork().getKysely(),
  );
  return rows.map(({ fact }) => ({ ...fact, units: unitsOf(fact.units) }));
}

/** Fails when stocks, items, orders, claims or index are not what the model says; a row that says nothing may be missing. */
export async function expectAsModelled(orm: MikroORM, model: Model): Promise<void> {
  const { rows } = await sql<{ stock_id: number }>`select stock_id from stock order by 1`.execute(
    orm.em.fork().getKysely(),
  );
  expect(rows.map(({ stock_id }) => stock_id)).toEqual(model.stockIds());
  const items = model.allItems().map(({ sku, sourceCode, ...item }) => [`${sku} @ ${sourceCode}`, item] as const);
  expect(await storedItems(orm)).toEqual(new Map(items));
  const byName = (list: object[]) =>
    new Set(list.map((one) => JSON.stringify(Object.entries(one).sort(), named)).sort());
  expect(byName(await storedOrders(orm))).toEqual(byName(model.orders.facts()));
  expect(byName(await storedClaims(orm))).toEqual(byName(model.claims.facts()));
  const offers = model
    .allPlaces()
    .map(({ stockId, sku }) => [`${stockId}:${sku}`, model.offered(stockId, sku)] as const);
  const stored = [...(await storedIndex(orm))].map(
    ([place, { version: _, claimed: __, ...row }]) => [place, row] as const,
  );
  expect(telling(stored)).toEqual(telling(offers));
}

/** Quantities as text, so that they can be compared by name. */
function named(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function placeOf({ stockId, sku }: StockUpdated): string {
  return `${stockId}:${keyOf(sku)}`;
}

function tell({ quantity, reserved, salableQuantity, isSalable, assigned, version }: StockUpdated): Told {
  return {
    quantity: unitsOf(quantity),
    reserved: unitsOf(reserved),
    salable: unitsOf(salableQuantity),
    isSalable,
    assigned,
    version: Number(version),
  };
}

function telling(rows: (readonly [string, Offered])[]): Map<string, Offered> {
  return new Map(rows.filter(([, { quantity, reserved, assigned }]) => quantity !== 0n || reserved !== 0n || assigned));
}
