import type { ProblemCode } from '#contracts/problems';
import { NOTHING_TOLD, type Told } from './names.js';
import { keyOf, unitsOf, when } from './shape-faults.js';

/** What claims ask of the inventory that they are made on. */
export interface Shelves {
  isSource(code: string | null | undefined): boolean;
  held(source: string, sku: string): { units: bigint; status: number } | undefined;
  hold(source: string, sku: string, item: { units: bigint; status: number }): void;
  isManaged(sku: string): boolean;
  /** Whether a source has, or has had, an item of it. */
  wasStocked(sku: string): boolean;
  /** Stocks that sell what an enabled source holds. */
  suppliedBy(source: string): number[];
  /** How much a stock can still sell; undefined without bounds. */
  salable(stockId: number, sku: string): bigint | undefined;
}

/** An open claim on an item. */
export interface Reservation {
  sku: string;
  source: string;
  units: bigint;
  status: 'draft' | 'pending';
  overdue: boolean;
  owner: string | null;
}

/** The most that an item can hold, in ten-thousandths. */
export const MAX = 999_999_999_999n;

/** Stock reservations as their rules tell it, a second time: what is reserved is added up anew for every question. */
export class ReservedModel {
  all: Record<string, Reservation> = {};
  /** How many reservations an owner has had. */
  private had: Record<string, number> = {};
  private told = NOTHING_TOLD;

  constructor(private readonly shelves: Shelves) {}

  /** The ids that the next command is told. */
  learn(told: Told): void {
    this.told = told;
  }

  /** The id of what a command makes with the element at this place. */
  idOf(index: number): string {
    return this.told.ids[index] ?? `never made, ${index}`;
  }

  /** What is kept, to go back to. */
  snapshot(): () => void {
    const [all, had] = [structuredClone(this.all), { ...this.had }];
    return () => {
      this.all = all;
      this.had = had;
    };
  }

  /** What is reserved of a SKU at a source. */
  bound(source: string, sku: string): bigint {
    const here = Object.values(this.all).filter((one) => one.source === keyOf(source) && one.sku === keyOf(sku));
    return here.reduce((sum, { units }) => sum + units, 0n);
  }

  /** Why no more may be claimed than `had`: of the item, or of a stock that loses it. */
  unclaimable(source: string, sku: string, had: bigint, asked: bigint, destination?: string): ProblemCode[] {
    const item = this.shelves.held(source, sku);
    if (!item) return ['SOURCE_ITEM_UNKNOWN'];
    const more = asked - had;
    if (more <= 0n) return [];
    if (!this.shelves.isManaged(sku)) return ['SKU_NOT_TRACKED'];
    if (more > item.units - this.bound(source, sku)) return ['NOT_ENOUGH_UNRESERVED'];
    return when(this.scarcest(this.losing(source, sku, destination), sku, more), 'NOT_ENOUGH');
  }

  untakable(source: string, sku: string, own: bigint, taken: bigint): ProblemCode[] {
    const item = this.shelves.held(source, sku);
    if (!item) return ['SOURCE_ITEM_UNKNOWN'];
    return when(taken > item.units - (this.bound(source, sku) - own), 'NOT_ENOUGH_AT_SOURCE');
  }

  /** Stocks that sell what is in stock at a source, and not what will be at the destination. */
  losing(source: string, sku: string, destination?: string): number[] {
    const inStock = (place: string) => (this.shelves.held(place, sku)?.status ?? 1) === 1;
    if (!inStock(source)) return [];
    const keeping = destination !== undefined && inStock(destination) ? this.shelves.suppliedBy(destination) : [];
    return this.shelves.suppliedBy(source).filter((stockId) => !keeping.includes(stockId));
  }

  /** Whether one of these stocks cannot do without so much. */
  scarcest(stockIds: number[], sku: string, more: bigint): boolean {
    return stockIds.some((stockId) => {
      const salable = this.shelves.salable(stockId, sku);
      return salable !== undefined && more > salable;
    });
  }

  reserve(owner: string, source: string, sku: string, units: bigint, destination?: string): ProblemCode[] {
    const short = this.unclaimable(source, sku, 0n, units, destination);
    if (short.length > 0) return short;
    const before = this.had[owner] ?? 0;
    this.had[owner] = before + 1;
    const id = this.told.owned[owner]?.[before] ?? `never made for ${owner}`;
    this.all[id] = { sku, source, units, status: 'pending', overdue: false, owner };
    return [];
  }

  resize(owner: string, units: bigint, destination?: string): ProblemCode[] {
    const own = this.ownedBy(owner);
    if (!own || own.units === units) return [];
    const short = this.unclaimable(own.source, own.sku, own.units, units, destination);
    if (short.length === 0) own.units = units;
    return short;
  }

  release(owner: string): void {
    const [id] = Object.entries(this.all).find(([, one]) => one.owner === owner) ?? [];
    if (id !== undefined) delete this.all[id];
  }

  ownedBy(owner: string): Reservation | undefined {
    return Object.values(this.all).find((one) => one.owner === owner);
  }
}

/** What is wrong with a quantity, whatever it is of. */
export function quantityFaults(quantity: string | null | undefined, required: boolean): ProblemCode[] {
  if (quantity === null || quantity === undefined) return when(required, 'FIELD_NOT_NUMERIC');
  if (unitsOf(quantity) <= 0n) return ['FIELD_NOT_POSITIVE'];
  return when(unitsOf(quantity) > MAX, 'FIELD_OUT_OF_RANGE');
}

/** Whether a text says nothing. */
export function blank(value: string | null | undefined): boolean {
  return (value ?? '').trim() === '';
}
