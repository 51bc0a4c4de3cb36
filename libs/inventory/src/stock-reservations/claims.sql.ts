import { formatQuantity, parseQuantity } from '#contracts/quantity';
import type { TransferStatus } from '#contracts/stock-transfers';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { ClaimBook, type Claim, type ClaimChange, type StockReservation } from './claims.js';

/** Reads claims by their public ids, with the reservations that belong to them, in a flight; call it under their SKUs' locks. */
export async function loadClaims(tx: EntityManager, publicIds: string[]): Promise<ClaimBook> {
  if (publicIds.length === 0) return new ClaimBook();
  const read = (kind: Claim['kind'], more = sql``) =>
    sql<{ row: Stored }>`
      select to_jsonb(c) as row from ${sql.table(TABLES[kind].table)} c where public_id = any(${publicIds}::text[]) ${more}`.execute(
      tx.getKysely(),
    );
  const owned = sql`or owner_id = any(${publicIds}::text[])`;
  const [reservations, transfers, lineItems] = await Promise.all([
    read('reservation', owned),
    read('transfer'),
    read('lineItem'),
  ]);
  return new ClaimBook([
    ...reservations.rows.map(({ row }) => reservationIn(row)),
    ...transfers.rows.map(({ row }) => transferIn(row)),
    ...lineItems.rows.map(({ row }) => lineItemIn(row)),
  ]);
}

/**
 * Deletes claims that are gone, writes those that were there as they are after the last change of each and adds new ones, in one statement each for a
 * table. In this order: an owner's new reservation may follow the one that it had.
 */
export async function saveClaims(tx: EntityManager, book: ClaimBook, changes: ClaimChange[]): Promise<void> {
  const last = [...new Map(changes.map((change) => [change.claim.publicId, change])).values()];
  await Promise.all(
    (Object.keys(TABLES) as Claim['kind'][]).flatMap((kind) => {
      const some = last.filter(({ claim }) => claim.kind === kind);
      const gone = some.filter((change) => change.gone).map(({ claim }) => claim.publicId);
      const kept = some.filter((change) => !change.gone).map(({ claim }) => claim);
      const [old, fresh] = [true, false].map((stored) =>
        kept.filter(({ publicId }) => book.isStored(publicId) === stored),
      );
      return [
        ...(gone.length > 0 ? [remove(tx, kind, gone)] : []),
        ...(old!.length > 0 ? [update(tx, kind, old!)] : []),
        ...(fresh!.length > 0 ? [insert(tx, kind, fresh!)] : []),
      ];
    }),
  );
}

/** Stock reservations whose time is over, the oldest first, but some; none while another transaction has some in hand. */
export async function takeOverdueReservations(
  tx: EntityManager,
  most: number,
  except: string[],
): Promise<{ reservationId: string; sku: string }[]> {
  const { rows } = await sql<{ reservationId: string; sku: string }>`
    select public_id as "reservationId", sku from stock_reservation join sku using (sku_id)
    where (select pg_try_advisory_xact_lock(${SWEEP_LOCK})) and expires_at <= now() and public_id <> all(${except}::text[])
    order by expires_at limit ${most}::int`.execute(tx.getKysely());
  return rows;
}

const SWEEP_LOCK = sql.lit(7_701_005);

const OUTSIDE = {
  ...{ public_id: 'text', sku_id: 'int', quantity: 'numeric', version: 'int' },
  ...{
    reference: 'text',
    reference_origin: 'text',
    metadata: 'jsonb',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
};

const TABLES: Record<Claim['kind'], { table: string; columns: Record<string, string> }> = {
  reservation: {
    table: 'stock_reservation',
    columns: { ...OUTSIDE, source_id: 'int', status: 'text', expires_at: 'timestamptz', owner_id: 'text' },
  },
  transfer: {
    table: 'stock_transfer',
    columns: {
      ...{ ...OUTSIDE, number: 'text', origin_id: 'int', destination_id: 'int', status: 'text' },
      ...{ on_hold_at: 'timestamptz', picking_at: 'timestamptz', in_transit_at: 'timestamptz' },
      ...{ completed_at: 'timestamptz', cancelled_at: 'timestamptz' },
    },
  },
  lineItem: {
    table: 'stock_line_item',
    columns: { ...OUTSIDE, source_id: 'int', decremented_at: 'timestamptz' },
  },
};

async function remove(tx: EntityManager, kind: Claim['kind'], publicIds: string[]): Promise<void> {
  const { table } = TABLES[kind];
  await sql`delete from ${sql.table(table)} where public_id = any(${publicIds}::text[])`.execute(tx.getKysely());
}

async function update(tx: EntityManager, kind: Claim['kind'], claims: Claim[]): Promise<void> {
  const { table, columns } = TABLES[kind];
  const others = Object.keys(columns).filter((name) => name !== 'public_id');
  const changed = sql.join(others.map((name) => sql`${sql.ref(name)} = ${sql.ref(`r.${name}`)}`));
  await sql`
    update ${sql.table(table)} c set ${changed} from ${rowsOf(kind, claims)} where c.public_id = r.public_id`.execute(
    tx.getKysely(),
  );
}

/** A public id that is taken already fails, so that no claim is written over another. */
async function insert(tx: EntityManager, kind: Claim['kind'], claims: Claim[]): Promise<void> {
  const { table, columns } = TABLES[kind];
  const list = sql.join(Object.keys(columns).map((name) => sql.ref(name)));
  await sql`insert into ${sql.table(table)} (${list}) select ${list} from ${rowsOf(kind, claims)}`.execute(
    tx.getKysely(),
  );
}

function rowsOf(kind: Claim['kind'], claims: Claim[]) {
  const { columns } = TABLES[kind];
  const typed = sql.join(Object.entries(columns).map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`));
  const rows = claims.map((claim) => ({ ...snakeCased(claim), quantity: formatQuantity(claim.quantity) }));
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (${typed})`;
}

function snakeCased(claim: Claim): object {
  const entries = Object.entries(claim).map(([name, value]: [string, unknown]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return Object.fromEntries(entries) as object;
}

interface Stored {
  public_id: string;
  sku_id: number;
  quantity: number;
  version: number;
  reference: string | null;
  reference_origin: string | null;
  metadata: Record<string, unknown>;
  created_at: string;
  updated_at: string;
  [column: string]: unknown;
}

function recordIn(row: Stored) {
  return {
    publicId: row.public_id,
    skuId: row.sku_id,
    quantity: parseQuantity(String(row.quantity)),
    version: row.version,
    reference: row.reference,
    referenceOrigin: row.reference_origin,
    metadata: row.metadata,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  };
}

function reservationIn(row: Stored): StockReservation {
  return {
    ...{ kind: 'reservation', ...recordIn(row), sourceId: row.source_id as number },
    status: row.status as StockReservation['status'],
    expiresAt: instant(row.expires_at),
    ownerId: row.owner_id as string | null,
  };
}

function transferIn(row: Stored): Claim {
  return {
    ...{ kind: 'transfer', ...recordIn(row), number: row.number as string | null },
    ...{ originId: row.origin_id as number, destinationId: row.destination_id as number },
    status: row.status as TransferStatus,
    ...{ onHoldAt: instant(row.on_hold_at), pickingAt: instant(row.picking_at) },
    ...{ inTransitAt: instant(row.in_transit_at), completedAt: instant(row.completed_at) },
    cancelledAt: instant(row.cancelled_at),
  };
}

function lineItemIn(row: Stored): Claim {
  const decremented = { decrementedAt: instant(row.decremented_at) };
  return { kind: 'lineItem', ...recordIn(row), sourceId: row.source_id as number | null, ...decremented };
}

function instant(text: unknown): Date | null {
  return text === null ? null : new Date(text as string);
}
