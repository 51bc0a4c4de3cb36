import { canonical } from '#contracts/canonical';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { bindable, json, keyedText, number, numberedId, text, textOf, time, truthOf } from '../filter.sql.js';
import type { Found, Search } from '../search.js';
import { findRow, findRows } from '../search.sql.js';
import type { Searchable } from '../searchable.js';
import { effective } from '../stock-item-configurations/configurations.sql.js';

/** A SKU as first spelled with what one says of it; unnamed, it is named as it is spelled. Times in ISO 8601 UTC. Commerce Layer contract §1.2. */
export interface SkuView {
  publicId: string;
  sku: string;
  name: string;
  description: string | null;
  imageUrl: string | null;
  piecesPerPack: number | null;
  weight: number | null;
  unitOfWeight: string | null;
  hsTariffNumber: string | null;
  doNotShip: boolean;
  doNotTrack: boolean;
  reference: string | null;
  referenceOrigin: string | null;
  metadata: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

/** SKUs that a search over the fields of {@link SkuView} finds, oldest first. Throws BadSearch. */
export function searchSkus(em: EntityManager, search: Search): Promise<Found<SkuView>> {
  return findRows(em, SKUS, search);
}

/** The SKU, however it is spelled; undefined when nobody knows it. */
export function skuByCode(em: EntityManager, sku: string): Promise<SkuView | undefined> {
  return findRow(em, SKUS, sql`k.sku_key = ${bindable(canonical(sku))}`);
}

/** `isKnown` of skus.rules.ts in SQL; what most SKUs are known by comes first. */
const KNOWN = sql`(
  select k.* from sku k
  where ((k.placeholder is null or k.item_removed_at is not null)
      and not exists (select from sku_profile s where s.sku_id = k.sku_id and s.deleted))
    or exists (select from sku_profile s where s.sku_id = k.sku_id and not s.deleted)
    or exists (select from source_item i where i.sku_id = k.sku_id)
    or exists (select from stock_transfer n where n.sku_id = k.sku_id) or exists (select from stock_line_item n where n.sku_id = k.sku_id))`;

/** SKUs, as they are searched. */
export const SKUS: Searchable<SkuView> = {
  table: KNOWN,
  alias: 'k',
  joins: sql`left join sku_profile p on p.sku_id = k.sku_id left join topology t on true`,
  key: sql`k.sku_id`,
  columns: {
    publicId: numberedId('k.sku_id', 'sku'),
    sku: keyedText('k.sku', 'k.sku_key'),
    name: textOf(sql`coalesce(p.name, k.sku)`),
    description: text('p.description'),
    imageUrl: text('p.image_url'),
    piecesPerPack: number('p.pieces_per_pack', { nullable: true }),
    weight: number('p.weight', { nullable: true }),
    unitOfWeight: text('p.unit_of_weight'),
    hsTariffNumber: text('p.hs_tariff_number'),
    doNotShip: truthOf(sql`coalesce(p.do_not_ship, false)`),
    doNotTrack: truthOf(
      sql`not (${effective(sql`t.configuration_defaults || coalesce(k.configuration, '{}')`)}->>'manageStock')::boolean`,
    ),
    reference: text('p.reference'),
    referenceOrigin: text('p.reference_origin'),
    metadata: json(sql`coalesce(p.metadata, '{}')`),
    createdAt: time(sql`coalesce(p.created_at, k.created_at)`),
    updatedAt: time(sql`coalesce(p.updated_at, k.created_at)`),
  },
};
