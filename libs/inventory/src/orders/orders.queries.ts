import { canonical } from '#contracts/canonical';
import { parseQuantity, type Units } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { bindable } from '../filter.sql.js';

/** What events reported of an order; quantities in ten-thousandths, times in ISO 8601 UTC. MSI contract H3. */
export interface OrderView {
  incrementId: string;
  entityId: string;
  channelType: string;
  channelCode: string;
  stockId: number;
  pickupLocationCode: string | null;
  notifiedAt: string | null;
  items: OrderItemView[];
}

/**
 * What events reported of an item; `promised` is what the ledger still holds for it, `deducted` what was taken where and came back. A source
 * that was deleted has no code any more.
 */
export interface OrderItemView extends Record<Quantity, Units> {
  itemId: string;
  sku: string;
  virtual: boolean;
  deducted: { sourceCode: string; taken: Units; returned: Units }[];
}

/** The order of an increment id, its items by their ids; undefined when nobody reported it, or it is closed for long. */
export async function orderByIncrementId(em: EntityManager, incrementId: string): Promise<OrderView | undefined> {
  const orderKey = bindable(canonical(incrementId));
  const db = em.getKysely();
  const { rows } = await sql<Omit<OrderView, 'notifiedAt' | 'items'> & { notifiedAt: Date | string | null }>`
    select increment_id as "incrementId", entity_id as "entityId", channel_type as "channelType", channel_code as "channelCode",
      stock_id as "stockId", pickup_location_code as "pickupLocationCode", notified_at as "notifiedAt"
    from sales_order where order_key = ${orderKey}`.execute(db);
  const order = rows[0];
  if (!order) return undefined;
  const { rows: items } = await sql<ItemRow>`
    select i.item_id as "itemId", k.sku, i.virtual, i.ordered::text, i.canceled::text, i.shipped::text, i.invoiced::text,
      i.refunded::text, i.promised::text,
      coalesce((
        select json_agg(json_build_object('sourceCode', coalesce(s.source_code, ''), 'taken', d.value ->> 0, 'returned', d.value ->> 1)
          order by d.key::int)
        from jsonb_each(i.deducted) d left join source s on s.source_id = d.key::int), '[]') as deducted
    from sales_order_item i join sku k using (sku_id) where i.order_key = ${orderKey} order by i.item_id`.execute(db);
  const notifiedAt = order.notifiedAt && new Date(order.notifiedAt).toISOString();
  return { ...order, notifiedAt, items: items.map(itemView) };
}

type Quantity = 'ordered' | 'canceled' | 'shipped' | 'invoiced' | 'refunded' | 'promised';

interface ItemRow extends Record<Quantity, string> {
  itemId: string;
  sku: string;
  virtual: boolean;
  deducted: { sourceCode: string; taken: string; returned: string }[];
}

function itemView({ deducted, ...item }: ItemRow): OrderItemView {
  return {
    ...item,
    ordered: parseQuantity(item.ordered),
    canceled: parseQuantity(item.canceled),
    shipped: parseQuantity(item.shipped),
    invoiced: parseQuantity(item.invoiced),
    refunded: parseQuantity(item.refunded),
    promised: parseQuantity(item.promised),
    deducted: deducted.map(({ sourceCode, taken, returned }) => ({
      ...{ sourceCode, taken: parseQuantity(taken), returned: parseQuantity(returned) },
    })),
  };
}
