import { canonical } from '#contracts/canonical';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { bindable } from '../filter.sql.js';
import { levelsUpTo, type SkuInventory } from './sku-inventory.rules.js';
import { offersOf } from '../stock-index/offers.queries.js';
import { salableOf } from '../stock-index/requested-quantity.rules.js';

/** What sells: a stock, up to how many of its sources count (null: all), and which of them if only some do, by public id or code. */
export interface SellingPlace {
  stockId: number;
  cutoff: number | null;
  sources?: string[];
}

/**
 * What of a SKU can be had, in whole units: on a stock, at its first `cutoff` enabled sources by priority and never more than the stock may sell; without
 * a stock at all enabled sources, less what is promised on any stock. Commerce Layer contract §1.2 and §3, conflicts 1 and 5.
 */
export async function inventoryOf(em: EntityManager, sku: string, on?: SellingPlace): Promise<SkuInventory> {
  const key = bindable(canonical(sku));
  const linked = on
    ? sql`join stock_source_link l on l.source_id = s.source_id and l.stock_id = ${on.stockId}::int`
    : sql`cross join (select 0 as priority, 0 as link_id) l`;
  const some = on?.sources ?? [];
  const among =
    some.length === 0
      ? sql`true`
      : sql`(s.public_id = any(${some.map(bindable)}::text[]) or s.source_key = any(${some.map((code) => bindable(canonical(code)))}::text[]))`;
  const { rows } = await sql<{ free: number; promised: number }>`
    select (case when i.status = 1 then i.quantity - coalesce(i.bound, 0) else 0 end * 10000)::float8 as free,
      (select coalesce(sum(x.reserved), 0) * 10000 from stock_index x where x.sku_id = k.sku_id)::float8 as promised
    from sku k cross join source s ${linked}
    left join source_item i on i.sku_id = k.sku_id and i.source_id = s.source_id
    where k.sku_key = ${key} and s.enabled and ${among} and (i.sku_id is not null or ${on !== undefined})
    order by l.priority, l.link_id, s.source_id`.execute(em.getKysely());
  const levels = rows.map(({ free }) => free);
  if (!on) {
    const total = levels.reduce((sum, free) => sum + free, 0);
    return levelsUpTo(null, levels, total - (rows[0]?.promised ?? 0));
  }
  const [configured] = await offersOf(em, [sku], on.stockId);
  return levelsUpTo(on.cutoff, levels, salableOf(configured!.offer, configured!.configuration));
}
