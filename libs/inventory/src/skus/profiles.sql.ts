import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Shelf, SkuDelta } from '../source-items/sku-facts.js';
import type { Profile } from './profile.js';

/**
 * Loads what one says of SKUs, whether they were put into stock and how many transfers and line items name them, onto their shelves; no more of
 * these are counted than would be left if `most` of them went. Call it under the SKUs' locks.
 */
export async function loadProfiles(tx: EntityManager, shelves: Shelf[], most: number): Promise<void> {
  const named = (table: string) =>
    sql`(select count(*) from (select from ${sql.table(table)} n where n.sku_id = k.sku_id limit ${most + 1}::int) n)::int`;
  const { rows } = await sql<{ sku_id: number; profile: Stored | null; was_stocked: boolean; names: number }>`
    select k.sku_id, to_jsonb(p) as profile, k.placeholder is null or k.item_removed_at is not null as was_stocked,
      ${named('stock_transfer')} + ${named('stock_line_item')} as names
    from sku k left join sku_profile p on p.sku_id = k.sku_id
    where k.sku_id = any(${shelves.map(({ skuId }) => skuId)}::int[])`.execute(tx.getKysely());
  const found = new Map(rows.map((row) => [row.sku_id, row]));
  for (const shelf of shelves) {
    const { profile, was_stocked: wasStocked, names } = found.get(shelf.skuId)!;
    Object.assign(shelf, { profile: profile && profileIn(profile), wasStocked, names });
  }
}

/** Writes what one says of locked SKUs; of a SKU named twice the last counts. */
export async function saveProfiles(tx: EntityManager, changes: NonNullable<SkuDelta['profiles']>): Promise<void> {
  if (changes.length === 0) return;
  const last = [...new Map(changes.map(({ shelf, profile }) => [shelf.skuId, profile]))];
  const rows = last.map(([skuId, profile]) =>
    Object.fromEntries<unknown>([
      ['sku_id', skuId],
      ...FIELDS.map(([name, column]) => [column, profile[name]] as const),
    ]),
  );
  const columns = sql.join(['sku_id', ...FIELDS.map(([, column]) => column)].map((name) => sql.ref(name)));
  const typed = sql.join([sql`sku_id int`, ...FIELDS.map(([, name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`)]);
  const changed = sql.join(FIELDS.map(([, name]) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`));
  await sql`
    insert into sku_profile (${columns})
    select ${columns} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (${typed})
    on conflict (sku_id) do update set ${changed}`.execute(tx.getKysely());
}

const FIELDS: [name: keyof Profile, column: string, type: string][] = [
  ['deleted', 'deleted', 'boolean'],
  ['name', 'name', 'text'],
  ['description', 'description', 'text'],
  ['imageUrl', 'image_url', 'text'],
  ['piecesPerPack', 'pieces_per_pack', 'int'],
  ['weight', 'weight', 'float8'],
  ['unitOfWeight', 'unit_of_weight', 'text'],
  ['hsTariffNumber', 'hs_tariff_number', 'text'],
  ['doNotShip', 'do_not_ship', 'boolean'],
  ['reference', 'reference', 'text'],
  ['referenceOrigin', 'reference_origin', 'text'],
  ['metadata', 'metadata', 'jsonb'],
  ['createdAt', 'created_at', 'timestamptz'],
  ['updatedAt', 'updated_at', 'timestamptz'],
];

type Stored = Record<string, unknown>;

function profileIn(row: Stored): Profile {
  const profile = Object.fromEntries(FIELDS.map(([name, column]) => [name, row[column]])) as unknown as Profile;
  const time = (column: string) => new Date(row[column] as string);
  return { ...profile, createdAt: time('created_at'), updatedAt: time('updated_at') };
}
