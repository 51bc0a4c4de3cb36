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

/**
 * How a statement takes terms into account: what it joins and selects to have them in its rows `f`, and what it makes of them there. Rows to
 * join have a `sku_id`. MSI contract C2, C4, C10.
 */
export interface TermsInSql {
  joins: RawBuilder<unknown>;
  columns: RawBuilder<unknown>;
  /** What of a quantity is salable: the quantity less the threshold. */
  above(quantity: RawBuilder<unknown>): RawBuilder<unknown>;
  /** Whether anything is salable when so much is reserved of a quantity, that of `f` unless told. */
  isSalable(reserved: RawBuilder<unknown>, quantity?: RawBuilder<unknown>): RawBuilder<unknown>;
}

/** For SKUs none of which is sold but as usual: there is nothing to look at. */
export const USUAL_TERMS: TermsInSql = {
  joins: sql``,
  columns: sql``,
  above: (quantity) => quantity,
  isSalable: (reserved, quantity = sql`f.quantity`) => sql`f.in_stock and ${quantity} > ${reserved}`,
};

/** Terms as stored, for SKUs that meet `scope`, a condition on `k` (sku). They are those that `termsOf` makes of a configuration. */
export function storedTerms(scope: RawBuilder<unknown>): TermsInSql {
  const configuration = (settings: RawBuilder<unknown>) => sql`
    lateral (
      select (s->>'manageStock')::boolean as managed, (s->>'backorders')::int as backorders, (s->>'minQty')::numeric as minimum
      from (select ${effective(settings)} as s) as settings) as c`;
  const terms = sql`c.managed, c.backorders <> 0 and c.minimum >= 0 as boundless,
    case when c.backorders = 0 then greatest(c.minimum, 0) else least(c.minimum, 0) end as threshold`;
  return {
    joins: sql`
      left join (
        select k.sku_id, ${terms}
        from sku k cross join topology t cross join ${configuration(sql`t.configuration_defaults || k.configuration`)}
        where k.configuration is not null and ${scope}) configured using (sku_id)
      cross join (
        select ${terms} from topology t cross join ${configuration(sql`t.configuration_defaults`)}) others`,
    columns: sql`, coalesce(configured.managed, others.managed) as managed, coalesce(configured.boundless, others.boundless) as boundless,
      coalesce(configured.threshold, others.threshold) as threshold`,
    above: (quantity) => sql`(${quantity} - f.threshold)`,
    isSalable: (reserved, quantity = sql`f.quantity`) => sql`
      case when f.managed then f.in_stock and (f.boundless or ${quantity} - f.threshold > ${reserved}) else f.assigned end`,
  };
}

/** Settings as JSON with all that they leave open filled in. */
export function effective(settings: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(${JSON.stringify(BUILT_IN)}::jsonb || ${settings})`;
}
