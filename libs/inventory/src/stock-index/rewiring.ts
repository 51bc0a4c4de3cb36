import type { EntityManager } from '@mikro-orm/postgresql';
import type { StockUpdated } from '#contracts/stock-updated';
import { lockSkuIds } from '../source-items/sku-lock.sql.js';
import { lockTopology } from '../stocks/topology.sql.js';
import type { Topology, Wiring } from '../stocks/topology.js';
import { refreshOnStocks, refreshSkus } from './refresh-index.sql.js';
import { catchUp, countItems, fallBehind, skusOf, takeBacklog, unassignedSkus, type Rewired } from './rewiring.sql.js';

/**
 * Refreshes the index after stocks were rewired, under the topology lock, taken alone: at once when that takes few rows, and otherwise by
 * leaving it to {@link refreshBacklog}, because all other commands wait meanwhile. Until then what the stocks offer follows from facts.
 */
export async function refreshRewired(
  tx: EntityManager,
  rewired: Rewired,
  now: Date,
  rowsAtOnce = 5_000,
): Promise<StockUpdated[]> {
  const { stockIds, sourceIds } = rewired;
  if (sourceIds.length === 0) return [];
  const most = Math.floor(rowsAtOnce / stockIds.length);
  if ((await countItems(tx, sourceIds, most + 1)) > most) {
    await fallBehind(tx, rewired);
    return [];
  }
  return refreshOnStocks(tx, stockIds, await skusOf(tx, sourceIds, 0, most), now);
}

/**
 * Refreshes the index after SKUs are sold in other ways by default, under the topology lock, taken alone: at once or afterwards, as if every
 * stock of before or after were rewired. Rows of SKUs that a stock has no item of are refreshed at once: facts say nothing of them, nor is anything salable.
 */
export async function refreshAll(
  tx: EntityManager,
  before: Wiring,
  topology: Topology,
  now: Date,
  rowsAtOnce?: number,
): Promise<StockUpdated[]> {
  const stockIds = [...new Set([...before.keys(), ...topology.wiring().keys()])];
  const sourceIds = [...topology.sources.values()].map(({ sourceId }) => sourceId);
  const unassigned = await refreshSkus(tx, await unassignedSkus(tx), [], now, false);
  return [...unassigned, ...(await refreshRewired(tx, { stockIds, sourceIds }, now, rowsAtOnce))];
}

/**
 * Refreshes the index rows of the next `size` SKUs of a stock that was rewired, under their locks, and returns those that changed.
 * Undefined when no stock is behind, or somebody else is at it.
 */
export async function refreshBacklog(tx: EntityManager, size: number): Promise<StockUpdated[] | undefined> {
  const { now } = await lockTopology(tx, 'shared');
  const backlog = await takeBacklog(tx);
  if (!backlog) return undefined;
  const { stockId, sourceIds, lastSkuId } = backlog;
  const skus = await skusOf(tx, sourceIds, lastSkuId, size);
  const ids = [...skus.keys()];
  const updates = ids.length > 0 ? await refreshOnStocks(tx, [stockId], await lockSkuIds(tx, ids), now) : [];
  await catchUp(tx, stockId, ids.length < size ? 'all' : ids.at(-1)!);
  return updates;
}
