import type { Command, CommandData } from '#contracts/commands';
import type { Outcome } from '#contracts/outcomes';
import type { ProblemCode } from '#contracts/problems';
import { ClaimModel } from './claim-model.js';
import { NOTHING_TOLD } from './names.js';
import { OrderModel } from './order-model.js';
import { keyOf, shapeFaults, unitsOf, when, type Modelled } from './shape-faults.js';

/** What a command comes to; `codes` are those of its problems, each once, in alphabetical order. */
export interface Predicted {
  status: 'done' | 'refused';
  codes: ProblemCode[];
}

/** An outcome as far as the model predicts it. */
export function predictedOf(outcome: Exclude<Outcome, { status: 'pending' }>): Predicted {
  const codes = outcome.status === 'refused' ? outcome.problems.map(({ code }) => code) : [];
  return { status: outcome.status, codes: [...new Set(codes)].sort() };
}

/** What a source holds of a SKU, in ten-thousandths. */
export interface Item {
  units: bigint;
  status: number;
}

/** What is to be said of a SKU on a stock; quantities in ten-thousandths. */
export interface Offered {
  quantity: bigint;
  reserved: bigint;
  salable: bigint;
  inStock: boolean;
  isSalable: boolean;
  assigned: boolean;
}

/**
 * The inventory as its rules tell it, a second time and as simply as can be: facts in maps, everything else counted anew for every
 * question. It knows what is refused and how much there is, but no views, ids of rows, versions or times.
 */
export class Model {
  private readonly sources = new Map([['default', { name: 'default source', enabled: true }]]);
  private readonly stocks = new Map([[1, 'default stock']]);
  private readonly websites = new Set(['base']);
  private readonly channels = new Map([['website base', 1]]);
  private readonly links = new Map([[1, new Map([['default', 1]])]]);
  private readonly items = new Map<string, Map<string, Item>>();
  /** Keys of SKUs of which there is an item, or was one. */
  private readonly stocked = new Set<string>();
  private readonly ledger: { stockId: number; sku: string; units: bigint }[] = [];
  private readonly settings = new Map<string, object>();
  private defaults: object = {};
  private lastStockId = 1;

  /** The orders that were reported. */
  readonly orders = new OrderModel({
    stockOf: (type, code) =>
      keyOf(type) === 'website' && keyOf(code) === 'admin' ? 1 : this.channels.get(`${keyOf(type)} ${keyOf(code)}`),
    unsold: (units, stockId, sku) => this.unsold(units, stockId, sku),
    isManaged: (sku) => this.isManaged(sku),
    isLedgered: (sku) => this.sold(sku).manageStock && this.sold(sku).canSubtract,
    append: (stockId, sku, units) => void this.ledger.push({ stockId, sku: keyOf(sku), units }),
    held: (source, sku) => this.item(source, sku),
    free: (source, sku) => this.free(source, sku),
    take: (source, sku, units) => {
      const held = this.item(source, sku)!;
      this.put(source, sku, { ...held, units: held.units - units });
    },
    shippers: (stockId) => {
      const linked = [...(this.links.get(stockId) ?? [])].sort(([, one], [, other]) => one - other);
      return linked.map(([source]) => source).filter((source) => this.sources.get(source)!.enabled);
    },
    enabledSources: () => [...this.sources].flatMap(([source, { enabled }]) => (enabled ? [source] : [])),
    allSources: () => [...this.sources.keys()],
  });

  /** Stock reservations, stock transfers and stock line items. */
  readonly claims = new ClaimModel({
    isSource: (code) => this.sources.has(keyOf(code)),
    held: (source, sku) => this.item(source, sku),
    hold: (source, sku, item) => this.put(source, sku, item),
    isManaged: (sku) => this.isManaged(sku),
    wasStocked: (sku) => this.stocked.has(keyOf(sku)),
    suppliedBy: (source) =>
      [...this.links].flatMap(([stockId, linked]) =>
        linked.has(source) && this.sources.get(source)!.enabled ? [stockId] : [],
      ),
    salable: (stockId, sku) => (this.terms(sku).boundless ? undefined : this.offered(stockId, sku).salable),
  });

  /** Carries a command out, or refuses it and stays as it is. */
  apply(command: Command, told = NOTHING_TOLD): Predicted {
    this.claims.learn(told);
    const faults = shapeFaults(command);
    const unknown = command.name === 'SaveStocks' ? this.unknownWebsites(command.data) : [];
    const carryOut = () =>
      (this[command.name as Modelled] as (data: Command['data']) => ProblemCode[]).call(this, command.data);
    const codes = faults.length + unknown.length > 0 ? [...faults, ...unknown] : carryOut();
    return { status: codes.length > 0 ? 'refused' : 'done', codes: [...new Set(codes)].sort() };
  }

  /** What a source holds of a SKU; undefined when it has no item of it. */
  item(sourceCode: string, sku: string): Item | undefined {
    return this.items.get(keyOf(sku))?.get(keyOf(sourceCode));
  }

  /** Every source item under the keys of its SKU and source. */
  allItems(): (Item & { sku: string; sourceCode: string })[] {
    return [...this.items].flatMap(([sku, held]) =>
      [...held].map(([sourceCode, item]) => ({ sku, sourceCode, ...item })),
    );
  }

  /** What a stock offers of a SKU. */
  offered(stockId: number, sku: string): Offered {
    const linked = [...(this.links.get(stockId)?.keys() ?? [])].filter((source) => this.item(source, sku));
    const supplying = linked.filter(
      (source) => this.sources.get(source)!.enabled && this.item(source, sku)!.status === 1,
    );
    const lines = this.ledger.filter((line) => line.stockId === stockId && line.sku === keyOf(sku));
    const quantity = sum(supplying.map((source) => this.item(source, sku)!.units));
    const claimed = sum(supplying.map((source) => this.claims.bound(source, sku)));
    const reserved = claimed - sum(lines.map(({ units }) => units));
    const [inStock, assigned] = [supplying.length > 0, linked.length > 0];
    const { managed, boundless, threshold } = this.terms(sku);
    const salable = quantity - reserved - threshold;
    const isSalable = managed ? inStock && (boundless || salable > 0n) : assigned;
    return { quantity, reserved, salable, inStock, isSalable, assigned };
  }

  /** An hour goes by. */
  passHour(): void {
    this.claims.passHour();
  }

  /** Whether stock of a SKU is counted at all. */
  isManaged(sku: string): boolean {
    return this.sold(sku).manageStock;
  }

  /** The ids of the stocks that there are, in their order. */
  stockIds(): number[] {
    return [...this.stocks.keys()].sort((a, b) => a - b);
  }

  /** Every stock and SKU, by its key, of which there may be anything to say. */
  allPlaces(): { stockId: number; sku: string }[] {
    const skus = new Set([...this.items.keys(), ...this.ledger.map(({ sku }) => sku)]);
    const stockIds = new Set([...this.stocks.keys(), ...this.ledger.map(({ stockId }) => stockId)]);
    return [...stockIds].flatMap((stockId) => [...skus].map((sku) => ({ stockId, sku })));
  }

  /** The first reason not to sell so much of a SKU. */
  unsold(asked: bigint, stockId: number, sku: string): ProblemCode[] {
    const { assigned, inStock, salable } = this.offered(stockId, sku);
    const { minSaleQty, maxSaleQty, enableQtyIncrements, qtyIncrements, isQtyDecimal } = this.sold(sku);
    const { managed, boundless } = this.terms(sku);
    const most = unitsOf(maxSaleQty);
    if (!assigned && stockId !== 1) return ['NOT_ASSIGNED'];
    if (asked < unitsOf(minSaleQty)) return ['BELOW_MIN_SALE_QTY'];
    if (most > 0n && asked > most) return ['ABOVE_MAX_SALE_QTY'];
    if (enableQtyIncrements && asked % unitsOf(qtyIncrements) !== 0n) return ['OFF_QTY_INCREMENTS'];
    if (!isQtyDecimal && asked % 10_000n !== 0n) return ['QTY_NOT_WHOLE'];
    if (managed && !inStock) return ['NOT_IN_STOCK'];
    return when(managed && !boundless && asked > salable, 'NOT_ENOUGH');
  }

  private SaveSources({ sources }: CommandData['SaveSources']): ProblemCode[] {
    const after = new Map(this.sources);
    const taken = sources.flatMap((source) => {
      const [own, name] = [keyOf(source.sourceCode), keyOf(source.name)];
      const another = [...after].some(([other, row]) => other !== own && row.name === name);
      after.set(own, { name, enabled: source.enabled ?? after.get(own)?.enabled ?? true });
      return when(another, 'SOURCE_NAME_TAKEN');
    });
    if (taken.length === 0) after.forEach((row, own) => this.sources.set(own, row));
    return taken;
  }

  private DeleteSources({ sourceCodes }: CommandData['DeleteSources']): ProblemCode[] {
    const kept = sourceCodes.map(keyOf).flatMap((own): ProblemCode[] => {
      if (!this.sources.has(own)) return ['SOURCE_UNKNOWN'];
      if (own === 'default') return ['DEFAULT_SOURCE_KEPT'];
      return [
        ...when(
          [...this.links.values()].some((linked) => linked.has(own)),
          'SOURCE_LINKED',
        ),
        ...when(
          [...this.items.values()].some((held) => held.has(own)),
          'SOURCE_HAS_ITEMS',
        ),
        ...when(this.claims.partakes(own), 'SOURCE_IN_TRANSFERS'),
      ];
    });
    if (kept.length === 0) for (const code of sourceCodes) this.sources.delete(keyOf(code));
    return kept;
  }

  private unknownWebsites({ stocks }: CommandData['SaveStocks']): ProblemCode[] {
    const channels = stocks.flatMap(({ salesChannels }) => salesChannels ?? []);
    return channels.flatMap(({ type, code }) =>
      when(keyOf(type) === 'website' && !this.websites.has(keyOf(code)), 'WEBSITE_UNKNOWN'),
    );
  }

  private SaveStocks({ stocks }: CommandData['SaveStocks']): ProblemCode[] {
    const after = new Map(this.stocks);
    let lastId = this.lastStockId;
    const ids: number[] = [];
    const taken = stocks.flatMap((stock) => {
      const own = stock.stockId || lastId + 1;
      lastId = Math.max(lastId, own);
      ids.push(own);
      const another = [...after].some(([other, name]) => other !== own && name === keyOf(stock.name));
      after.set(own, keyOf(stock.name));
      return when(another, 'STOCK_NAME_TAKEN');
    });
    if (taken.length > 0) return taken;
    after.forEach((name, own) => this.stocks.set(own, name));
    this.lastStockId = lastId;
    stocks.forEach(({ salesChannels }, index) => {
      for (const [channel, stockId] of this.channels) {
        if (stockId !== ids[index]) continue;
        if (channel.startsWith('website ')) this.channels.set(channel, 1);
        else this.channels.delete(channel);
      }
      for (const { type, code } of salesChannels ?? []) this.channels.set(`${keyOf(type)} ${keyOf(code)}`, ids[index]!);
    });
    return [];
  }

  private DeleteStocks({ stockIds }: CommandData['DeleteStocks']): ProblemCode[] {
    const used = new Set(this.channels.values());
    const kept = stockIds.flatMap((id): ProblemCode[] => {
      if (id === 1) return ['DEFAULT_STOCK_KEPT'];
      return used.has(id) ? ['STOCK_HAS_CHANNELS'] : when(!this.stocks.has(id), 'STOCK_UNKNOWN');
    });
    if (kept.length > 0) return kept;
    for (const id of stockIds) {
      this.stocks.delete(id);
      this.links.delete(id);
    }
    return [];
  }

  private AssignSourcesToStock({ links }: CommandData['AssignSourcesToStock']): ProblemCode[] {
    const unknown = links.flatMap(({ stockId, sourceCode }) => [
      ...when(!this.sources.has(keyOf(sourceCode)), 'SOURCE_UNKNOWN'),
      ...when(!this.stocks.has(stockId!), 'STOCK_UNKNOWN'),
    ]);
    if (unknown.length > 0) return unknown;
    const pairs = links.map(({ stockId, sourceCode, priority }) => ({
      ...{ stockId: stockId!, source: keyOf(sourceCode), priority: priority! },
    }));
    const taken = pairs.flatMap(({ stockId, source }, index) => {
      const earlier = pairs.slice(0, index).some((pair) => pair.stockId === stockId && pair.source === source);
      return when(
        links[index]!.mustBeNew === true && (earlier || !!this.links.get(stockId)?.has(source)),
        'LINK_TAKEN',
      );
    });
    if (taken.length > 0) return taken;
    for (const { stockId, source, priority } of pairs) {
      this.links.set(stockId, (this.links.get(stockId) ?? new Map<string, number>()).set(source, priority));
    }
    return [];
  }

  private UnassignSourcesFromStock({ links }: CommandData['UnassignSourcesFromStock']): ProblemCode[] {
    for (const { stockId, sourceCode } of links) this.links.get(stockId ?? 0)?.delete(keyOf(sourceCode));
    return [];
  }

  private RegisterWebsites({ websites }: CommandData['RegisterWebsites']): ProblemCode[] {
    for (const { code } of websites) {
      if (!this.websites.has(keyOf(code))) this.channels.set(`website ${keyOf(code)}`, 1);
      this.websites.add(keyOf(code));
    }
    return [];
  }

  private SaveSourceItems({ items }: CommandData['SaveSourceItems']): ProblemCode[] {
    if (items.some(({ sourceCode }) => !this.sources.has(keyOf(sourceCode)))) return ['SOURCE_UNKNOWN'];
    for (const { sku, sourceCode, quantity, status } of items) {
      this.put(sourceCode!, sku!, { units: unitsOf(quantity!), status: status! });
    }
    return [];
  }

  private DeleteSourceItems({ items }: CommandData['DeleteSourceItems']): ProblemCode[] {
    if (items.some(({ sku, sourceCode }) => this.claims.bound(sourceCode!, sku!) > 0n)) return ['SOURCE_ITEM_RESERVED'];
    for (const { sku, sourceCode } of items) this.items.get(keyOf(sku))?.delete(keyOf(sourceCode));
    return [];
  }

  private PlaceReservations({ reservations, check }: CommandData['PlaceReservations']): ProblemCode[] {
    if (reservations.some(({ stockId }) => !this.stocks.has(stockId))) return ['STOCK_UNKNOWN'];
    const lines = reservations.map((line) => ({ ...line, sku: keyOf(line.sku), units: unitsOf(line.quantity) }));
    const asking = check === false ? [] : lines.filter(({ units }) => units < 0n);
    const short = asking.flatMap(({ stockId, sku }): ProblemCode[] => {
      const same = asking.filter((line) => line.stockId === stockId && line.sku === sku);
      return this.unsold(-sum(same.map(({ units }) => units)), stockId, sku);
    });
    const written = lines.filter(({ sku }) => this.sold(sku).manageStock && this.sold(sku).canSubtract);
    if (short.length === 0) this.ledger.push(...written);
    return short;
  }

  private AssignSkusToSources({ skus, sourceCodes }: CommandData['AssignSkusToSources']): ProblemCode[] {
    if (sourceCodes.some((code) => !this.sources.has(keyOf(code)))) return ['SOURCE_UNKNOWN'];
    for (const sku of skus.filter(possible)) {
      for (const code of sourceCodes) if (!this.item(code, sku)) this.put(code, sku, { units: 0n, status: 0 });
    }
    return [];
  }

  private UnassignSkusFromSources({ skus, sourceCodes }: CommandData['UnassignSkusFromSources']): ProblemCode[] {
    if (sourceCodes.some((code) => !this.sources.has(keyOf(code)))) return ['SOURCE_UNKNOWN'];
    const pairs = skus.flatMap((sku) => sourceCodes.map((code) => [code, sku] as const));
    if (pairs.some((pair) => this.claims.bound(...pair) > 0n)) return ['SOURCE_ITEM_RESERVED'];
    for (const sku of skus) for (const code of sourceCodes) this.items.get(keyOf(sku))?.delete(keyOf(code));
    return [];
  }

  private TransferSkus(data: CommandData['TransferSkus']): ProblemCode[] {
    const { originSourceCode: origin, destinationSourceCode: destination } = data;
    const ends = this.ends(origin, destination);
    if (ends.length > 0) return ends;
    const skus = [...new Map(data.skus.filter(possible).map((sku) => [keyOf(sku), sku])).values()];
    const sums = skus.map((sku) => (this.item(origin, sku)?.units ?? 0n) + (this.item(destination, sku)?.units ?? 0n));
    if (sums.some(tooLarge)) return ['FIELD_OUT_OF_RANGE'];
    if (skus.some((sku) => this.claims.bound(origin, sku) > 0n)) return ['SOURCE_ITEM_RESERVED'];
    for (const sku of skus) {
      const [from, to] = [this.item(origin, sku), this.item(destination, sku)];
      if (from) this.put(destination, sku, { units: from.units + (to?.units ?? 0n), status: from.status });
      else if (!to) this.put(destination, sku, { units: 0n, status: 0 });
    }
    for (const sku of skus.filter((one) => this.item(origin, one))) {
      if (data.unassignFromOrigin) this.items.get(keyOf(sku))!.delete(keyOf(origin));
      else this.put(origin, sku, { units: 0n, status: 0 });
    }
    return [];
  }

  private TransferSourceItems(data: CommandData['TransferSourceItems']): ProblemCode[] {
    const { originSourceCode: origin, destinationSourceCode: destination, items } = data;
    const named = items.filter(({ sku }) => keyOf(sku) !== '');
    const faults = [
      ...this.ends(origin, destination),
      ...when(named.length < items.length, 'FIELD_EMPTY'),
      ...when(
        items.some(({ sku }) => (sku ?? '').length > 64),
        'FIELD_TOO_LONG',
      ),
      ...when(
        items.some(({ quantity }) => !quantity),
        'FIELD_NOT_NUMERIC',
      ),
    ];
    for (const sku of new Set(named.map((line) => keyOf(line.sku)))) {
      const lines = named.filter((line) => keyOf(line.sku) === sku);
      const moved = sum(lines.map(({ quantity }) => unitsOf(quantity ?? '0')));
      const [from, to] = [this.item(origin, sku), this.item(destination, sku)];
      if (!from || !to) faults.push('SOURCE_ITEM_UNKNOWN');
      if (from && moved > 0n && this.free(origin, sku) < moved) faults.push('TRANSFER_TOO_LARGE');
      else if (from && tooLarge(from.units - moved)) faults.push('FIELD_OUT_OF_RANGE');
      if (from && to && moved < 0n && this.free(destination, sku) < -moved) faults.push('TRANSFER_TOO_LARGE');
      else if (from && to && tooLarge(to.units + moved)) faults.push('FIELD_OUT_OF_RANGE');
    }
    if (faults.length > 0) return faults;
    for (const { sku, quantity } of items) {
      const [from, to] = [this.item(origin, sku!)!, this.item(destination, sku!)!];
      this.put(origin, sku!, { ...from, units: from.units - unitsOf(quantity!) });
      this.put(destination, sku!, { units: to.units + unitsOf(quantity!), status: 1 });
    }
    return [];
  }

  private ReportOrderEvents(data: CommandData['ReportOrderEvents']): ProblemCode[] {
    return this.undoable(() => this.orders.report(data));
  }

  private CompensateReservations(data: CommandData['CompensateReservations']): ProblemCode[] {
    if (data.compensations.some(({ stockId }) => !this.stocks.has(stockId))) return ['STOCK_UNKNOWN'];
    return this.orders.compensate(data);
  }

  private NotifyOrdersReadyForPickup(data: CommandData['NotifyOrdersReadyForPickup']): ProblemCode[] {
    this.orders.notify(data, (work) => void this.undoable(work));
    return [];
  }

  private undoable(work: () => ProblemCode[]): ProblemCode[] {
    const [items, lines] = [structuredClone(this.items), this.ledger.length];
    const forget = [this.orders.snapshot(), this.claims.snapshot()];
    const codes = work();
    if (codes.length === 0) return [];
    this.ledger.length = lines;
    this.items.clear();
    items.forEach((held, sku) => this.items.set(sku, held));
    forget.forEach((undo) => undo());
    return codes;
  }

  private free(sourceCode: string, sku: string): bigint {
    return this.item(sourceCode, sku)!.units - this.claims.bound(sourceCode, sku);
  }

  private ends(origin: string, destination: string): ProblemCode[] {
    return [
      ...when(!this.sources.has(keyOf(origin)), 'ORIGIN_UNKNOWN'),
      ...when(!this.sources.has(keyOf(destination)), 'DESTINATION_UNKNOWN'),
      ...when(keyOf(origin) === keyOf(destination), 'SAME_SOURCE'),
    ];
  }

  private put(sourceCode: string, sku: string, item: Item): void {
    const held = this.items.get(keyOf(sku)) ?? new Map<string, Item>();
    this.items.set(keyOf(sku), held.set(keyOf(sourceCode), item));
    this.stocked.add(keyOf(sku));
  }

  private SaveStockItemConfigurations({ configurations }: CommandData['SaveStockItemConfigurations']): ProblemCode[] {
    for (const { sku, ...given } of configurations) {
      this.settings.set(keyOf(sku), { ...this.settings.get(keyOf(sku)), ...said(given) });
    }
    return [];
  }

  private SaveStockItemConfigurationDefaults(data: CommandData['SaveStockItemConfigurationDefaults']): ProblemCode[] {
    this.defaults = { ...this.defaults, ...said(data.defaults) };
    return [];
  }

  private SaveStockReservations(data: CommandData['SaveStockReservations']): ProblemCode[] {
    return this.undoable(() => this.claims.saveReservations(data));
  }

  private CancelStockReservations(data: CommandData['CancelStockReservations']): ProblemCode[] {
    return this.undoable(() => this.claims.cancelReservations(data));
  }

  private ExpireStockReservations(data: CommandData['ExpireStockReservations']): ProblemCode[] {
    return this.undoable(() => this.claims.expireReservations(data));
  }

  private SaveStockTransfers(data: CommandData['SaveStockTransfers']): ProblemCode[] {
    return this.undoable(() => this.claims.transfers.save(data));
  }

  private DeleteStockTransfers(data: CommandData['DeleteStockTransfers']): ProblemCode[] {
    return this.undoable(() => this.claims.transfers.delete(data));
  }

  private SaveStockLineItems(data: CommandData['SaveStockLineItems']): ProblemCode[] {
    return this.undoable(() => this.claims.lineItems.save(data));
  }

  private DeleteStockLineItems(data: CommandData['DeleteStockLineItems']): ProblemCode[] {
    return this.undoable(() => this.claims.lineItems.delete(data));
  }

  private SaveLowQuantityNotifications(): ProblemCode[] {
    return [];
  }

  private DeleteLowQuantityNotifications(): ProblemCode[] {
    return [];
  }

  /** How a SKU is sold: what it says itself, else what the defaults say, else what everything begins with. */
  private sold(sku: string) {
    const layers = [this.defaults, this.settings.get(keyOf(sku)) ?? {}].flatMap((layer) => Object.entries(layer));
    return { ...BEGINNING, ...Object.fromEntries(layers.filter(([, value]) => value !== null)) };
  }

  private terms(sku: string) {
    const { manageStock: managed, backorders, minQty } = this.sold(sku);
    const least = unitsOf(minQty);
    const counts = backorders === 0 ? least > 0n : least < 0n;
    return { managed, boundless: backorders > 0 && least >= 0n, threshold: counts ? least : 0n };
  }
}

const BEGINNING = {
  ...{ manageStock: true, canSubtract: true, backorders: 0, minQty: '0', minSaleQty: '1', maxSaleQty: '10000' },
  ...{ enableQtyIncrements: false, qtyIncrements: '1', isQtyDecimal: false },
};

/** Settings that were said, null among them. */
function said(settings: object): object {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** Whether there may be such a SKU at all. */
function possible(sku: string): boolean {
  return sku.trim() !== '' && sku === sku.trimStart() && sku.trimEnd().length <= 64;
}

function tooLarge(units: bigint): boolean {
  return units > 999_999_999_999n || units < -999_999_999_999n;
}

function sum(list: bigint[]): bigint {
  return list.reduce((total, units) => total + units, 0n);
}
