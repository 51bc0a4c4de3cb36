import type { Pipe } from '#testing/pipe';

/** A claim as stored; quantities are whole numbers in these runs. */
export interface ClaimRow {
  kind: 'reservation' | 'transfer' | 'lineItem';
  /** Public id, and the id of the command that made it; a reservation of an owner has none. */
  id: string;
  madeBy: string | null;
  place: string;
  quantity: number;
  status: string;
  /** How often it has changed, its making included; null of a line item. */
  version: number | null;
  /** How long its time has been over, in seconds; null when it has none. */
  overdue: number | null;
}

/** What a source has of a SKU, and how much of it is counted as reserved, by `source sku`. */
export interface ItemRow {
  place: string;
  quantity: number;
  bound: number;
}

/** What the database knows of claims and items, as of one moment. */
export async function collectClaims(pipe: Pipe): Promise<{ claims: ClaimRow[]; items: ItemRow[] }> {
  const [row] = await pipe.sql<{ claims: ClaimRow[] | null; items: ItemRow[] | null }>(ALL);
  return { claims: row!.claims ?? [], items: row!.items ?? [] };
}

const claims = (
  kind: ClaimRow['kind'],
  table: string,
  source: string,
  status: string,
  { version = 'version', overdue = 'null::float8' } = {},
) =>
  `select '${kind}' as kind, t.public_id as id, t.reference as "madeBy", source_key || ' ' || sku_key as place,
     t.quantity::float8 as quantity, ${status} as status, ${version}::int as version, ${overdue} as overdue
   from ${table} t join sku using (sku_id) join source s on s.source_id = t.${source}`;

const ALL = `select
  (select jsonb_agg(c) from (${[
    claims('reservation', 'stock_reservation', 'source_id', 'status', {
      overdue: 'extract(epoch from now() - expires_at)::float8',
    }),
    claims('transfer', 'stock_transfer', 'origin_id', 'status'),
    claims(
      'lineItem',
      'stock_line_item',
      'source_id',
      `case when decremented_at is null then 'open' else 'taken' end`,
      { version: 'null' },
    ),
  ].join(' union all ')}) c) as claims,
  (select jsonb_agg(i) from (select source_key || ' ' || sku_key as place, quantity::float8 as quantity, coalesce(bound, 0)::float8 as bound
    from source_item join sku using (sku_id) join source using (source_id)) i) as items`;
