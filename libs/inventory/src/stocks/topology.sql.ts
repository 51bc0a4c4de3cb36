import type { EntityManager, FilterQuery } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Watch } from '#contracts/webhooks';
import type { OwnSettings } from '../stock-item-configurations/configuration.rules.js';
import { Source } from '../sources/source.entity.js';
import type { TopologyNeeds } from '../decision.js';
import { Address } from '../addresses/address.entity.js';
import { closeCircuits, loadWebhooks, removeWebhooks, writeWebhooks } from '../webhooks/webhooks.sql.js';
import { holdersAmong } from '../source-items/holdings.sql.js';
import { ReturnSource, SalesChannel, Stock, StockSourceLink, Website } from './stock.entity.js';
import { Topology, changesTopology, channelKey, linkKey, type LastIds, type TopologyDelta } from './topology.js';

const TOPOLOGY_LOCK = sql.lit(7_701_001);

/** State of the topology and of the database's clock, read under the topology lock. */
export interface TopologyState {
  version: number;
  lastIds: LastIds;
  /** Whether index rows of a stock still wait to be refreshed after its suppliers changed. */
  rewiring: boolean;
  now: Date;
}

/**
 * Takes the topology lock until the transaction ends: shared by SKU commands, alone by those that change the topology.
 * The state is read by a statement of its own, since one that waits for the lock would still see what was before.
 */
export async function lockTopology(tx: EntityManager, mode: 'shared' | 'alone'): Promise<TopologyState> {
  const db = tx.getKysely();
  const lock =
    mode === 'shared'
      ? sql`select pg_advisory_xact_lock_shared(${TOPOLOGY_LOCK})`
      : sql`select pg_advisory_xact_lock(${TOPOLOGY_LOCK})`;
  const state = sql<
    Record<'version' | 'source' | 'stock' | 'link' | 'website', number> & { rewiring: boolean; now: Date }
  >`
    select version, last_source_id as source, last_stock_id as stock, last_link_id as link, last_website_id as website,
      exists (select from rewiring) as rewiring, date_trunc('milliseconds', clock_timestamp()) as now
    from topology`;
  const [, { rows }] = await Promise.all([lock.execute(db), state.execute(db)]);
  const { version, rewiring, now, ...lastIds } = rows[0]!;
  return { version, lastIds, rewiring, now: new Date(now) };
}

/** Reads the whole topology; call it under the topology lock. */
export async function loadTopology(tx: EntityManager, { version, lastIds }: TopologyState): Promise<Topology> {
  const {
    rows: [row],
  } = await sql<{ configuration_defaults: OwnSettings; watched: Watch[] }>`
    select configuration_defaults, array(select distinct watch from webhook where disabled_at is null) as watched from topology`.execute(
    tx.getKysely(),
  );
  return new Topology({
    version,
    lastIds,
    sources: await plain(tx, Source),
    stocks: await plain(tx, Stock),
    channels: await plain(tx, SalesChannel),
    links: await plain(tx, StockSourceLink),
    websites: await plain(tx, Website),
    configurationDefaults: row!.configuration_defaults,
    watched: row!.watched,
  });
}

/** Reads what decisions need to know beside the topology, into it; call it under the topology lock. */
export async function loadNeeds(tx: EntityManager, topology: Topology, needs: TopologyNeeds[]): Promise<void> {
  const sourceIds = needs.flatMap(({ holders = [] }) =>
    holders.flatMap((code) => topology.source(code)?.sourceId ?? []),
  );
  if (sourceIds.length > 0) {
    topology.holders = await holdersAmong(tx, sourceIds);
    topology.partakers = await partakersAmong(tx, sourceIds);
  }
  // A stock that still has sources stays anyway: its whole index need not be read.
  const linked = new Set([...topology.links.values()].map(({ stockId }) => stockId));
  const stockIds = needs.flatMap(({ promisers = [] }) => promisers.filter((stockId) => !linked.has(stockId)));
  if (stockIds.length > 0) topology.promisers = await promisersAmong(tx, stockIds);
  const ids = needs.flatMap(({ addresses = [], addressesOf = [] }) => [
    ...addresses,
    ...addressesOf.flatMap((code) => topology.source(code)?.addressId ?? []),
  ]);
  const known = ids.length > 0 ? await plain(tx, Address, { publicId: { $in: [...new Set(ids)] } }) : [];
  const returns = needs.some((need) => need.returns) ? await plain(tx, ReturnSource) : [];
  const webhooks = needs.some((need) => need.webhooks) ? await loadWebhooks(tx) : [];
  topology.apply({ addresses: known, returns, webhooks });
}

async function partakersAmong(tx: EntityManager, sourceIds: number[]): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select id from unnest(${sourceIds}::int[]) as id
    where exists (select from stock_transfer where origin_id = id) or exists (select from stock_transfer where destination_id = id)
    or exists (select from stock_line_item where source_id = id)`.execute(tx.getKysely());
  return new Set(rows.map(({ id }) => id));
}

async function promisersAmong(tx: EntityManager, stockIds: number[]): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select id from unnest(${stockIds}::int[]) as id
    where exists (select from stock_index where stock_id = id and reserved <> 0)`.execute(tx.getKysely());
  return new Set(rows.map(({ id }) => id));
}

/** Writes what deltas touched, as the topology now has it, and counts the change if others have read any of it. */
export async function saveTopology(tx: EntityManager, topology: Topology, deltas: TopologyDelta[]): Promise<void> {
  const touched = <T>(pick: (delta: TopologyDelta) => T[] | undefined) => deltas.flatMap((delta) => pick(delta) ?? []);
  for (const { type, codeKey } of touched((delta) => delta.removedChannels))
    await tx.nativeDelete(SalesChannel, { type, codeKey });
  for (const { stockId, sourceId } of touched((delta) => delta.removedLinks)) {
    await tx.nativeDelete(StockSourceLink, { stockId, sourceId });
  }
  for (const { stockId, sourceId } of touched((delta) => delta.removedReturns)) {
    await tx.nativeDelete(ReturnSource, { stockId, sourceId });
  }
  await tx.nativeDelete(Address, { publicId: { $in: touched((delta) => delta.removedAddresses) } });
  await tx.nativeDelete(Source, { sourceKey: { $in: touched((delta) => delta.removedSources) } });
  await tx.nativeDelete(Stock, { stockId: { $in: touched((delta) => delta.removedStocks) } });
  await upsert(
    tx,
    Source,
    kept(
      topology.sources,
      touched((delta) => delta.sources).map((row) => row.sourceKey),
    ),
  );
  await upsert(
    tx,
    Stock,
    kept(
      topology.stocks,
      touched((delta) => delta.stocks).map((row) => row.stockId),
    ),
  );
  await upsert(tx, SalesChannel, kept(topology.channels, touched((delta) => delta.channels).map(channelKey)));
  await upsert(tx, StockSourceLink, kept(topology.links, touched((delta) => delta.links).map(linkKey)));
  await upsert(
    tx,
    Address,
    kept(
      topology.addresses,
      touched((delta) => delta.addresses).map((row) => row.publicId),
    ),
  );
  await upsert(tx, ReturnSource, kept(topology.returns, touched((delta) => delta.returns).map(linkKey)));
  await upsert(
    tx,
    Website,
    kept(
      topology.websites,
      touched((delta) => delta.websites).map((row) => row.codeKey),
    ),
  );
  await removeWebhooks(
    tx,
    touched((delta) => delta.removedWebhooks),
  );
  await writeWebhooks(
    tx,
    kept(
      topology.webhooks,
      touched((delta) => delta.webhooks).map((row) => row.publicId),
    ),
  );
  await closeCircuits(
    tx,
    touched((delta) => delta.closedCircuits),
  );
  if (!deltas.some(changesTopology)) return;
  const { source, stock, link, website } = topology.lastIds;
  await sql`update topology set version = version + 1, last_source_id = ${source}, last_stock_id = ${stock},
    last_link_id = ${link}, last_website_id = ${website},
    configuration_defaults = ${JSON.stringify(topology.configurationDefaults)}::jsonb`.execute(tx.getKysely());
}

async function plain<T extends object>(
  tx: EntityManager,
  entity: new () => T,
  where: FilterQuery<NoInfer<T>> = {},
): Promise<T[]> {
  const rows = await tx.find(entity, where, { disableIdentityMap: true });
  return rows.map((row) => ({ ...(row as T) }));
}

function kept<K, T>(rows: Map<K, T>, keys: K[]): T[] {
  return [...new Set(keys)].flatMap((key) => rows.get(key) ?? []);
}

async function upsert<T extends object>(tx: EntityManager, entity: new () => T, rows: T[]): Promise<void> {
  if (rows.length > 0) await tx.upsertMany(entity, rows, { disableIdentityMap: true });
}
