import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/** What the tables of the domain hold, without what is numbered or dated by the way there; index rows that say nothing may be missing. */
export async function storedFacts(orm: MikroORM): Promise<Record<string, unknown[]>> {
  const facts: Record<string, unknown[]> = {};
  for (const [table, query] of Object.entries(FACTS)) {
    const { rows } = await sql.raw<{ fact: unknown }>(query).execute(orm.em.fork().getKysely());
    facts[table] = rows.map(({ fact }) => fact);
  }
  return facts;
}

const TABLES = [
  ...['sku', 'source_item', 'low_quantity_notification', 'reservation', 'stock_index', 'outcome', 'outbox'],
  ...['sales_order', 'sales_order_item', 'sales_order_event'],
  ...['topology', 'source', 'stock', 'sales_channel', 'stock_source_link', 'website', 'address', 'return_source'],
  ...['sku_profile', 'source_item_note', 'stock_reservation', 'stock_transfer', 'stock_line_item'],
];

/** Asks for a fingerprint of every row of each table and of the transaction that wrote it: a write that changes no value changes it too. */
export const FINGERPRINTS = TABLES.map(
  (table) =>
    `select '${table}' as name, md5(string_agg(t.xmin || t.ctid::text || t::text, ',' order by t.ctid)) as print from ${table} t`,
).join(' union all ');

/** What {@link FINGERPRINTS} tells. */
export async function fingerprints(orm: MikroORM): Promise<unknown[]> {
  return (await sql.raw(FINGERPRINTS).execute(orm.em.fork().getKysely())).rows;
}

const plain = (table: string, order: string) =>
  `select to_jsonb(t) - '{public_id,address_id,created_at,updated_at}'::text[] as fact from ${table} t order by ${order}`;

/** Claims, with whether something has happened to them instead of when. */
const claims = (table: string, ...times: string[]) => {
  const happened = times.map((time) => `'${time}', ${time} is not null`).join();
  return `select to_jsonb(t) - '{${table}_id,sku_id,created_at,updated_at}'::text[] || jsonb_build_object('sku', sku_key, ${happened}) as fact
    from ${table} t join sku using (sku_id) order by public_id`;
};

const FACTS = {
  sources: plain('source', 'source_id'),
  addresses: `select to_jsonb(a) - '{public_id,created_at,updated_at}'::text[] as fact from address a
    join source s on s.address_id = a.public_id order by source_id`,
  stocks: plain('stock', 'stock_id'),
  channels: plain('sales_channel', 'type, code_key'),
  links: plain('stock_source_link', 'stock_id, source_id'),
  websites: plain('website', 'website_id'),
  lastIds: `select to_jsonb(t) - 'version' as fact from topology t`,
  skus: `select jsonb_build_array(sku, configuration) as fact from sku order by sku_key`,
  watched: `select jsonb_build_array(sku_key, source_id, below) as fact from low_quantity_notification join sku using (sku_id)
    order by sku_key, source_id`,
  items: `select jsonb_build_array(sku_key, source_id, quantity, status, coalesce(bound, 0)) as fact from source_item join sku using (sku_id)
    order by sku_key, source_id`,
  claims: claims('stock_reservation', 'expires_at'),
  transfers: claims('stock_transfer', 'on_hold_at', 'picking_at', 'in_transit_at', 'completed_at', 'cancelled_at'),
  lineItems: claims('stock_line_item', 'decremented_at'),
  ledger: `select jsonb_build_array(sku_key, stock_id, quantity, metadata) as fact from reservation join sku using (sku_id)
    order by sku_key, stock_id, quantity, metadata::text`,
  orders: `select to_jsonb(t) - '{placed_at,updated_at,notified_at}'::text[] || jsonb_build_object('notified', notified_at is not null)
    as fact from sales_order t order by order_key`,
  orderItems: `select to_jsonb(t) - 'sku_id' || jsonb_build_object('sku', sku_key) as fact from sales_order_item t join sku using (sku_id)
    order by order_key, item_id`,
  orderEvents: `select jsonb_build_array(event_id, order_key, type) as fact from sales_order_event order by event_id`,
  index: `select jsonb_build_array(sku_key, stock_id, quantity, reserved, salable, in_stock, is_salable, assigned) as fact
    from stock_index join sku using (sku_id) where assigned or quantity <> 0 or reserved <> 0 order by sku_key, stock_id`,
};
