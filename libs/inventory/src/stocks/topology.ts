import { canonical } from '#contracts/canonical';
import type { StockItemConfiguration } from '#contracts/stock-item-configurations';
import type { Watch } from '#contracts/webhooks';
import { BUILT_IN, type OwnSettings } from '../stock-item-configurations/configuration.rules.js';
import type { SourceRow } from '../sources/source.entity.js';
import type { AddressRow } from '../addresses/address.entity.js';
import type { WebhookRow } from '../webhooks/webhook.entity.js';
import type { ReturnSourceRow, SalesChannelRow, StockRow, StockSourceLinkRow, WebsiteRow } from './stock.entity.js';

/** Every row of the topology as stored, and the highest ids it ever gave out. */
export interface TopologyRows {
  version: number;
  lastIds: LastIds;
  sources: SourceRow[];
  stocks: StockRow[];
  channels: SalesChannelRow[];
  links: StockSourceLinkRow[];
  websites: WebsiteRow[];
  /** Settings of every SKU that differ from {@link BUILT_IN}. */
  configurationDefaults: OwnSettings;
  /** What webhooks that are not disabled watch. */
  watched: Watch[];
}

/** Highest ids ever given out: an id never comes back by itself. */
export interface LastIds {
  source: number;
  stock: number;
  link: number;
  website: number;
}

/** Changes of the topology: rows to write whole, and keys to remove. */
export interface TopologyDelta {
  sources?: SourceRow[];
  stocks?: StockRow[];
  channels?: SalesChannelRow[];
  links?: StockSourceLinkRow[];
  websites?: WebsiteRow[];
  addresses?: AddressRow[];
  returns?: ReturnSourceRow[];
  webhooks?: WebhookRow[];
  /** Public ids of webhooks that are to be told again. */
  closedCircuits?: string[];
  configurationDefaults?: OwnSettings;
  removedSources?: string[];
  removedStocks?: number[];
  removedChannels?: Pick<SalesChannelRow, 'type' | 'codeKey'>[];
  removedLinks?: Pick<StockSourceLinkRow, 'stockId' | 'sourceId'>[];
  removedAddresses?: string[];
  removedReturns?: Pick<ReturnSourceRow, 'stockId' | 'sourceId'>[];
  removedWebhooks?: string[];
}

/** Whether a delta changes anything that SKU commands look at, beside addresses and who takes returns. */
export function changesTopology({
  addresses,
  removedAddresses,
  returns,
  removedReturns,
  ...rest
}: TopologyDelta): boolean {
  return Object.values(rest).some((part) => !Array.isArray(part) || part.length > 0);
}

/** Code of the source and id of the stock that every system begins with. */
export const DEFAULT_SOURCE = 'default';
export const DEFAULT_STOCK = 1;

/** Code of the website that nobody registers and that always sells from the default stock. MSI contract B2, 22. */
export const ADMIN_WEBSITE = 'admin';

/** Sources, stocks, channels, links, websites and how SKUs are sold by default, as decisions see them; {@link apply} makes a delta visible to the next decision. */
export class Topology {
  readonly version: number;
  readonly lastIds: LastIds;
  readonly sources: Map<string, SourceRow>;
  readonly stocks: Map<number, StockRow>;
  readonly channels: Map<string, SalesChannelRow>;
  readonly links: Map<string, StockSourceLinkRow>;
  readonly websites: Map<string, WebsiteRow>;
  configurationDefaults: OwnSettings;
  private filled: Readonly<StockItemConfiguration>;
  /** Ids of sources that hold something, among those that somebody needs to know of. */
  holders: ReadonlySet<number> = new Set();
  /** Ids of sources that stock transfers or line items name, among the same. */
  partakers: ReadonlySet<number> = new Set();
  /** Ids of stocks that promise something, among those that somebody needs to know of. */
  promisers: ReadonlySet<number> = new Set();
  /** Addresses by public id, and who takes returns, as far as somebody needs to know of them. */
  readonly addresses = new Map<string, AddressRow>();
  readonly returns = new Map<string, ReturnSourceRow>();
  /** Webhooks by public id, when somebody needs to know them. */
  readonly webhooks = new Map<string, WebhookRow>();
  /** What is watched at the least: nobody need be told of anything else. */
  readonly watched: Set<Watch>;
  private wired?: Wiring;
  private byId?: ReadonlyMap<number, SourceRow>;

  constructor(rows: TopologyRows) {
    this.version = rows.version;
    this.lastIds = { ...rows.lastIds };
    this.sources = new Map(rows.sources.map((row) => [row.sourceKey, row]));
    this.stocks = new Map(rows.stocks.map((row) => [row.stockId, row]));
    this.channels = new Map(rows.channels.map((row) => [channelKey(row), row]));
    this.links = new Map(rows.links.map((row) => [linkKey(row), row]));
    this.websites = new Map(rows.websites.map((row) => [row.codeKey, row]));
    this.configurationDefaults = rows.configurationDefaults;
    this.filled = { ...BUILT_IN, ...rows.configurationDefaults };
    this.watched = new Set(rows.watched);
  }

  /** How SKUs are sold that have no settings of their own. */
  get defaults(): Readonly<StockItemConfiguration> {
    return this.filled;
  }

  /** The source of a code, however it is spelled. */
  source(code: string): SourceRow | undefined {
    return this.sources.get(canonical(code));
  }

  /** The source of an id. */
  sourceOfId(sourceId: number): SourceRow | undefined {
    this.byId ??= new Map([...this.sources.values()].map((source) => [source.sourceId, source]));
    return this.byId.get(sourceId);
  }

  /** Ids of the sources linked to a stock, each with whether it is enabled. */
  suppliersOf(stockId: number): ReadonlyMap<number, boolean> {
    return this.wiring().get(stockId) ?? NO_SUPPLIERS;
  }

  /** The suppliers of every stock, as they are now. */
  wiring(): Wiring {
    return (this.wired ??= wiringOf(this));
  }

  /** Writes a delta into the maps and raises the last ids accordingly. */
  apply(delta: TopologyDelta): void {
    this.wired = undefined;
    this.byId = undefined;
    // What goes makes room for what comes: a link may take the place of another.
    for (const sourceKey of delta.removedSources ?? []) this.sources.delete(sourceKey);
    for (const stockId of delta.removedStocks ?? []) this.stocks.delete(stockId);
    for (const channel of delta.removedChannels ?? []) this.channels.delete(channelKey(channel));
    for (const link of delta.removedLinks ?? []) this.links.delete(linkKey(link));
    for (const publicId of delta.removedAddresses ?? []) this.addresses.delete(publicId);
    for (const pair of delta.removedReturns ?? []) this.returns.delete(linkKey(pair));
    for (const row of delta.sources ?? []) this.sources.set(row.sourceKey, row);
    for (const row of delta.stocks ?? []) this.stocks.set(row.stockId, row);
    for (const row of delta.channels ?? []) this.channels.set(channelKey(row), row);
    for (const row of delta.links ?? []) this.links.set(linkKey(row), row);
    for (const row of delta.websites ?? []) this.websites.set(row.codeKey, row);
    for (const row of delta.addresses ?? []) this.addresses.set(row.publicId, row);
    for (const row of delta.returns ?? []) this.returns.set(linkKey(row), row);
    for (const publicId of delta.removedWebhooks ?? []) this.webhooks.delete(publicId);
    for (const row of delta.webhooks ?? []) {
      this.webhooks.set(row.publicId, row);
      if (!row.disabledAt) this.watched.add(row.watch);
    }
    if (delta.configurationDefaults) {
      this.configurationDefaults = delta.configurationDefaults;
      this.filled = { ...BUILT_IN, ...delta.configurationDefaults };
    }
    raise(this.lastIds, delta);
  }
}

/** Key of a channel among channels. */
export function channelKey({ type, codeKey }: Pick<SalesChannelRow, 'type' | 'codeKey'>): string {
  return `${type}\n${codeKey}`;
}

/** Key of a link among links. */
export function linkKey({ stockId, sourceId }: Pick<StockSourceLinkRow, 'stockId' | 'sourceId'>): string {
  return `${stockId}:${sourceId}`;
}

/** Stock id → source id → whether the source is enabled. */
export type Wiring = ReadonlyMap<number, ReadonlyMap<number, boolean>>;

const NO_SUPPLIERS: ReadonlyMap<number, boolean> = new Map();

function wiringOf(topology: Topology): Wiring {
  const enabled = new Map([...topology.sources.values()].map((source) => [source.sourceId, source.enabled]));
  const byStock = new Map<number, Map<number, boolean>>();
  for (const { stockId, sourceId } of topology.links.values()) {
    const suppliers = byStock.get(stockId) ?? new Map<number, boolean>();
    byStock.set(stockId, suppliers.set(sourceId, enabled.get(sourceId) ?? false));
  }
  return byStock;
}

function raise(lastIds: LastIds, delta: TopologyDelta): void {
  for (const { sourceId } of delta.sources ?? []) lastIds.source = Math.max(lastIds.source, sourceId);
  for (const { stockId } of delta.stocks ?? []) lastIds.stock = Math.max(lastIds.stock, stockId);
  for (const { linkId } of delta.links ?? []) lastIds.link = Math.max(lastIds.link, linkId);
  for (const { websiteId } of delta.websites ?? []) lastIds.website = Math.max(lastIds.website, websiteId);
}
