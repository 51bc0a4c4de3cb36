import { canonical } from '#contracts/canonical';
import type { Units } from '#contracts/quantity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { bindable } from '../filter.sql.js';
import { effective } from '../stock-item-configurations/configurations.sql.js';

/** Below which quantity, in ten-thousandths, an item of a SKU at a source is low. */
export interface LowQuantityNotificationView {
  sourceCode: string;
  sku: string;
  notifyStockQty: Units;
}

/**
 * Below which quantity an item is low: as set for it, else for its SKU, else by default. The SKU as first spelled, or as given when it is
 * not known. Undefined for an unknown source. MSI contract B5, 29.
 */
export async function lowQuantityNotificationOf(
  em: EntityManager,
  sourceCode: string,
  sku: string,
): Promise<LowQuantityNotificationView | undefined> {
  const settings = effective(sql`t.configuration_defaults || coalesce(k.configuration, '{}')`);
  const { rows } = await sql<LowQuantityNotificationView>`
    select s.source_code as "sourceCode", coalesce(k.sku, ${bindable(sku)}) as sku,
      (coalesce(n.below, (${settings}->>'notifyStockQty')::numeric) * 10000)::float8 as "notifyStockQty"
    from source s cross join topology t
    left join sku k on k.sku_key = ${bindable(canonical(sku))}
    left join low_quantity_notification n on n.sku_id = k.sku_id and n.source_id = s.source_id
    where s.source_key = ${bindable(canonical(sourceCode))}`.execute(em.getKysely());
  return rows[0];
}
