import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { StockUpdated } from '#contracts/stock-updated';
import { lockSkuIds } from '../source-items/sku-lock.sql.js';
import { recountBound } from '../stock-reservations/bound.sql.js';
import { lockTopology } from '../stocks/topology.sql.js';
import { rebuildSkus } from './refresh-index.sql.js';
import type { SkuRange } from './verify-index.sql.js';

/** Ranges of `size` ids that hold every SKU there is. SKUs to come have no wrong rows. */
export async function skuRanges(em: EntityManager, size: number): Promise<SkuRange[]> {
  const { rows } = await sql<{ last: number }>`select coalesce(max(sku_id), 0) as last from sku`.execute(
    em.getKysely(),
  );
  return Array.from({ length: Math.ceil(rows[0]!.last / size) }, (_, index) => ({
    after: index * size,
    upTo: (index + 1) * size,
  }));
}

/**
 * Rebuilds the index rows of SKUs, on this stock or on all, from facts and under their locks, so that commands and readers go on meanwhile;
 * returns those that were wrong. What is reserved at sources is counted anew first; where it was wrong, all stocks may be.
 */
export async function mendSkus(tx: EntityManager, skuIds: number[], stockId?: number): Promise<StockUpdated[]> {
  const { now } = await lockTopology(tx, 'shared');
  const skus = await lockSkuIds(tx, skuIds);
  const recounted = await recountBound(tx, skuIds, now);
  return rebuildSkus(tx, skus, now, recounted ? undefined : stockId);
}
