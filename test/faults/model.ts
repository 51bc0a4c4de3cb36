import type { Command, CommandData } from '#contracts/commands';
import type { Outcome } from '#contracts/outcomes';
import type { ProblemCode } from '#contracts/problems';
import { keyOf, shapeFaults, unitsOf, when } from './shape-faults.js';

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
  private readonly links = new Map([[1, new Set(['default'])]]);
  private readonly items = new Map<string, Map<string, Item>>();
  private readonly ledger: { stockId: number; sku: string; units: bigint }[] = [];
  private lastStockId = 1;

  /** Carries a command out, or refuses it and stays as it is. */
  apply(command: Command): Predicted {
    const faults = shapeFaults(command);
    const unknown = command.name === 'SaveStocks' ? this.unknownWebsites(command.data) : [];
    const carryOut = () => (this[command.name] as (data: Command['data']) => ProblemCode[]).call(this, command.data);
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
    const linked = [...(this.links.get(stockId) ?? [])].filter((source) => this.item(source, sku));
    const supplying = linked.filter(
      (source) => this.sources.get(source)!.enabled && this.item(source, sku)!.status === 1,
    );
    const lines = this.ledger.filter((line) => line.stockId === stockId && line.sku === keyOf(sku));
    const quantity = sum(supplying.map((source) => this.item(source, sku)!.units));
    const reserved = -sum(lines.map(({ units }) => units));
    const [inStock, assigned] = [supplying.length > 0, linked.length > 0];
    return {
      quantity,
      reserved,
      salable: quantity - reserved,
      inStock,
      isSalable: inStock && quantity > reserved,
      assigned,
    };
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
    const pairs = links.map(({ stockId, sourceCode }) => ({ stockId: stockId!, source: keyOf(sourceCode) }));
    const taken = pairs.flatMap(({ stockId, source }, index) => {
      const earlier = pairs.slice(0, index).some((pair) => pair.stockId === stockId && pair.source === source);
      return when(
        links[index]!.mustBeNew === true && (earlier || !!this.links.get(stockId)?.has(source)),
        'LINK_TAKEN',
      );
    });
    if (taken.length > 0) return taken;
    for (const { stockId, source } of pairs) {
      this.links.set(stockId, (this.links.get(stockId) ?? new Set<string>()).add(source));
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
      const held = this.items.get(keyOf(sku)) ?? new Map<string, Item>();
      this.items.set(keyOf(sku), held.set(keyOf(sourceCode), { units: unitsOf(quantity!), status: status! }));
    }
    return [];
  }

  private DeleteSourceItems({ items }: CommandData['DeleteSourceItems']): ProblemCode[] {
    for (const { sku, sourceCode } of items) this.items.get(keyOf(sku))?.delete(keyOf(sourceCode));
    return [];
  }

  private PlaceReservations({ reservations, check }: CommandData['PlaceReservations']): ProblemCode[] {
    if (reservations.some(({ stockId }) => !this.stocks.has(stockId))) return ['STOCK_UNKNOWN'];
    const lines = reservations.map((line) => ({ ...line, sku: keyOf(line.sku), units: unitsOf(line.quantity) }));
    const asking = check === false ? [] : lines.filter(({ units }) => units < 0n);
    const short = asking.flatMap(({ stockId, sku }): ProblemCode[] => {
      const same = asking.filter((line) => line.stockId === stockId && line.sku === sku);
      const { assigned, inStock, salable } = this.offered(stockId, sku);
      if (!assigned) return ['NOT_ASSIGNED'];
      return inStock ? when(-sum(same.map(({ units }) => units)) > salable, 'NOT_ENOUGH') : ['NOT_IN_STOCK'];
    });
    if (short.length === 0) this.ledger.push(...lines);
    return short;
  }
}

function sum(list: bigint[]): bigint {
  return list.reduce((total, units) => total + units, 0n);
}
