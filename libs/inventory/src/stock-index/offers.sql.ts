import { parseQuantity } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Shelf } from '../source-items/sku-facts.js';

/** Loads the index rows of the SKUs onto their shelves; under the SKUs' locks they are what the facts say. */
export async function loadOffers(tx: EntityManager, shelves: Shelf[]): Promise<void> {
  const bySku = new Map(shelves.map((shelf) => [shelf.skuId, shelf]));
  const { rows } = await sql<IndexRow>`
    select sku_id, stock_id, quantity::text, reserved::text, bound::text, in_stock, assigned
    from stock_index where sku_id = any(${[...bySku.keys()]}::int[])`.execute(tx.getKysely());
  for (const { sku_id, stock_id, quantity, reserved, bound, in_stock, assigned } of rows) {
    const sums = { quantity: parseQuantity(quantity), reserved: parseQuantity(reserved), bound: parseQuantity(bound) };
    bySku.get(sku_id)!.offers.set(stock_id, { ...sums, inStock: in_stock, assigned });
  }
}

interface IndexRow {
  sku_id: number;
  stock_id: number;
  quantity: string;
  reserved: string;
  bound: string;
  in_stock: boolean;
  assigned: boolean;
}
