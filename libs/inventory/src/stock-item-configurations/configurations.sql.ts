import type { EntityManager } from '@mikro-orm/postgresql';
import { sql, type RawBuilder } from 'kysely';
import type { SkuDelta } from '../source-items/sku-facts.js';
import { BUILT_IN } from './configuration.rules.js';

/** Writes the settings that locked SKUs have of their own; of a SKU named twice the last counts. */
export async function saveConfigurations(
  tx: EntityManager,
  changes: NonNullable<SkuDelta['configurations']>,
): Promise<void> {
  if (changes.length === 0) return;
  const last = [...new Map(changes.map(({ shelf, own }) => [shelf.skuId, own]))];
  await sql`
    update sku k set configuration = c.own
    from unnest(${last.map(([skuId]) => skuId)}::int[], ${last.map(([, own]) => own && JSON.stringify(own))}::jsonb[]) as c (sku_id, own)
    where k.sku_id = c.sku_id`.execute(tx.getKysely());
}

/** Where a statement takes the terms of SKUs from: rows (sku_id, managed, boundless, threshold) of those configured, and one row for all others. */
export interface TermsSource {
  configured: RawBuilder<unknown>;
  others: RawBuilder<unknown>;
}

/** Terms for SKUs none of which is sold but as usual: PostgreSQL plans them away. */
export const USUAL_TERMS: TermsSource = {
  configured: sql`select null::int as sku_id, null::boolean as managed, null::boolean as boundless, null::numeric as threshold where false`,
  others: sql`select true as managed, false as boundless, 0::numeric as threshold`,
};

/** Terms as stored; `scope` is a condition on `k` (sku). The same as `termsOf` makes of a configuration. MSI contract C2, C4. */
export function storedTerms(scope: RawBuilder<unknown>): TermsSource {
  const configuration = (settings: RawBuilder<unknown>) => sql`
    lateral (
      select (s->>'manageStock')::boolean as managed, (s->>'backorders')::int as backorders, (s->>'minQty')::numeric as minimum
      from (select ${effective(settings)} as s) as settings) as c`;
  const terms = sql`c.managed, c.backorders <> 0 and c.minimum >= 0 as boundless,
    case when c.backorders = 0 then greatest(c.minimum, 0) else least(c.minimum, 0) end as threshold`;
  return {
    configured: sql`
      select k.sku_id, ${terms}
      from sku k cross join topology t cross join ${configuration(sql`t.configuration_defaults || k.configuration`)}
      where k.configuration is not null and ${scope}`,
    others: sql`select ${terms} from topology t cross join ${configuration(sql`t.configuration_defaults`)}`,
  };
}

/** Settings as JSON with all that they leave open filled in. */
export function effective(settings: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(${JSON.stringify(BUILT_IN)}::jsonb || ${settings})`;
}
