import { canonical } from '#contracts/canonical';
import type { StockItemConfiguration } from '#contracts/stock-item-configurations';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { bindable } from '../filter.sql.js';
import type { Offer } from '../source-items/sku-facts.js';
import { effective } from '../stock-item-configurations/configurations.sql.js';
import { supply } from './refresh-index.sql.js';

/** What a stock has of a SKU and how the SKU is sold. */
export interface ConfiguredOffer {
  offer: Offer;
  configuration: StockItemConfiguration;
}

/** What a stock has of SKUs, in the order given and counted from their items; nothing of a SKU or a stock that is unknown. MSI contract C2. */
export async function offersOf(em: EntityManager, skus: string[], stockId: number): Promise<ConfiguredOffer[]> {
  const stock = sql`${stockId}::bigint`;
  const units = (column: string) => sql`(coalesce(${sql.ref(column)}, 0) * 10000)::float8`;
  const { rows } = await sql<Offer & { configuration: StockItemConfiguration }>`
    select ${units('s.quantity')} as quantity, ${units('x.reserved')} as reserved, ${units('s.bound')} as bound,
      coalesce(s.in_stock, false) as "inStock",
      s.sku_id is not null as assigned, ${effective(sql`t.configuration_defaults || coalesce(k.configuration, '{}')`)} as configuration
    from unnest(${skus.map((sku) => bindable(canonical(sku)))}::text[]) with ordinality as asked (sku_key, position)
    cross join topology t
    left join sku k on k.sku_key = asked.sku_key
    left join lateral (${supply(sql`i.sku_id = k.sku_id and l.stock_id = ${stock}`)}) s on true
    left join stock_index x on x.sku_id = k.sku_id and x.stock_id = ${stock}
    order by position`.execute(em.getKysely());
  return rows.map(({ configuration, ...offer }) => ({ configuration, offer }));
}
