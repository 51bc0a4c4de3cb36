import { canonical } from '#contracts/canonical';
import type { StockItemConfiguration, StockItemConfigurationView } from '#contracts/stock-item-configurations';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql, type RawBuilder } from 'kysely';
import { bindable, boolean, json, keyedText, number } from '../filter.sql.js';
import type { Found, Search } from '../search.js';
import { findRows } from '../search.sql.js';
import type { Searchable } from '../searchable.js';
import { effective } from './configurations.sql.js';

/** How a SKU is sold, the SKU as first spelled, or as given when it is not known. MSI contract H2. */
export async function configurationOf(em: EntityManager, sku: string): Promise<StockItemConfigurationView> {
  const { rows } = await sql<StockItemConfigurationView>`
    select coalesce(k.sku, ${bindable(sku)}) as sku, coalesce(k.configuration, '{}') as own,
      ${effective(sql`t.configuration_defaults || coalesce(k.configuration, '{}')`)} as configuration
    from topology t left join sku k on k.sku_key = ${bindable(canonical(sku))}`.execute(em.getKysely());
  return rows[0]!;
}

/** How SKUs are sold by default. MSI contract H2. */
export async function configurationDefaults(em: EntityManager): Promise<StockItemConfiguration> {
  const { rows } = await sql<{ defaults: StockItemConfiguration }>`
    select ${effective(sql`t.configuration_defaults`)} as defaults from topology t`.execute(em.getKysely());
  return rows[0]!.defaults;
}

/** How SKUs are sold that have settings of their own; a search looks at what counts for them, theirs or the defaults. Throws BadSearch. */
export function searchConfigurations(em: EntityManager, search: Search): Promise<Found<StockItemConfigurationView>> {
  return findRows<ConfigurationRow>(em, CONFIGURATIONS, search);
}

/** Settings that a search may look at besides the SKU. */
export const SEARCHABLE_SETTINGS = [
  ...(['minQty', 'minSaleQty', 'maxSaleQty', 'backorders', 'notifyStockQty', 'qtyIncrements'] as const),
  ...(['enableQtyIncrements', 'manageStock', 'isQtyDecimal'] as const),
];

type ConfigurationRow = StockItemConfigurationView & Record<(typeof SEARCHABLE_SETTINGS)[number], unknown>;

const setting = (name: (typeof SEARCHABLE_SETTINGS)[number], type: RawBuilder<unknown>) =>
  sql`(e.configuration->>${sql.lit(name)})::${type} as ${sql.ref(name)}`;

const CONFIGURED = sql`(
  select k.sku_id, k.sku, k.sku_key, k.configuration as own, e.configuration,
    ${sql.join(SEARCHABLE_SETTINGS.slice(0, 6).map((name) => setting(name, sql`numeric`)))},
    ${sql.join(SEARCHABLE_SETTINGS.slice(6).map((name) => setting(name, sql`boolean`)))}
  from sku k cross join topology t
  cross join lateral (select ${effective(sql`t.configuration_defaults || k.configuration`)} as configuration) e
  where k.configuration is not null)`;

const CONFIGURATIONS: Searchable<ConfigurationRow> = {
  table: CONFIGURED,
  alias: 'c',
  joins: sql``,
  key: sql`c.sku_id`,
  columns: {
    sku: keyedText('c.sku', 'c.sku_key'),
    own: json(sql.ref('c.own')),
    configuration: json(sql.ref('c.configuration')),
    minQty: number('c.minQty'),
    minSaleQty: number('c.minSaleQty'),
    maxSaleQty: number('c.maxSaleQty'),
    backorders: number('c.backorders'),
    notifyStockQty: number('c.notifyStockQty'),
    qtyIncrements: number('c.qtyIncrements'),
    enableQtyIncrements: boolean('c.enableQtyIncrements'),
    manageStock: boolean('c.manageStock'),
    isQtyDecimal: boolean('c.isQtyDecimal'),
  },
};
