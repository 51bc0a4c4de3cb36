import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { StockUpdated } from '#contracts/stock-updated';
import { lockTopology } from '../stocks/topology.sql.js';
import { rebuildSkus } from './refresh-index.sql.js';

/** The next SKU id after those a chunk covered, and the rows that were wrong. */
export interface RebuiltChunk {
  lastSkuId: number;
  updates: StockUpdated[];
}

/**
 * Rebuilds the index of the `size` SKUs after `afterSkuId` from facts, under their locks, so that commands and readers go on meanwhile.
 * Undefined when there are no more SKUs.
 */
export async function rebuildChunk(
  tx: EntityManager,
  afterSkuId: number,
  size: number,
): Promise<RebuiltChunk | undefined> {
  const { now } = await lockTopology(tx, 'shared');
  const { rows } = await sql<{ sku_id: number }>`
    select sku_id from sku where sku_key in (
      select sku_key from sku where sku_id > ${afterSkuId}::int order by sku_id limit ${size}::int)
    order by sku_key for no key update`.execute(tx.getKysely());
  if (rows.length === 0) return undefined;
  const skuIds = rows.map((row) => row.sku_id);
  return { lastSkuId: Math.max(...skuIds), updates: await rebuildSkus(tx, skuIds, now) };
}
