import type { CommandData } from '#contracts/commands';
import type { ProblemCode } from '#contracts/problems';
import type { StockReservationToSave } from '#contracts/stock-reservations';
import { LineItemModel } from './line-item-model.js';
import type { Told } from './names.js';
import { blank, quantityFaults, ReservedModel, type Shelves } from './reserved-model.js';
import { keyOf, unitsOf, when } from './shape-faults.js';
import { TransferModel } from './transfer-model.js';

/** Claims of every kind, a second time. */
export class ClaimModel {
  private readonly reserved: ReservedModel;
  readonly transfers: TransferModel;
  readonly lineItems: LineItemModel;

  constructor(private readonly shelves: Shelves) {
    this.reserved = new ReservedModel(shelves);
    const strange = (sku: string) => this.strange(sku);
    this.transfers = new TransferModel(shelves, this.reserved, strange);
    this.lineItems = new LineItemModel(shelves, this.reserved, strange);
  }

  /** What is kept, to go back to. */
  snapshot(): () => void {
    const undo = [this.reserved, this.transfers, this.lineItems].map((model) => model.snapshot());
    return () => undo.forEach((one) => one());
  }

  /** The ids that the next command is told. */
  learn(told: Told): void {
    this.reserved.learn(told);
  }

  /** Everything that is known of claims, for a comparison. */
  facts(): object[] {
    const of = (kind: string, some: Record<string, object>) =>
      Object.entries(some).map(([id, it]) => ({ kind, id, ...it }));
    const reservations = Object.entries(this.reserved.all).map(([id, { overdue: _, ...it }]) => [id, it] as const);
    return [
      ...of('reservation', Object.fromEntries(reservations)),
      ...of('transfer', this.transfers.all),
      ...of('lineItem', this.lineItems.all),
    ];
  }

  /** What is reserved of a SKU at a source. */
  bound(source: string, sku: string): bigint {
    return this.reserved.bound(source, sku);
  }

  /** Whether a transfer or a line item is of a source. */
  partakes(source: string): boolean {
    const ends = Object.values(this.transfers.all).flatMap(({ origin, destination }) => [origin, destination]);
    return ends.includes(source) || Object.values(this.lineItems.all).some((one) => one.source === source);
  }

  /** The time of every draft is over. */
  passHour(): void {
    for (const one of Object.values(this.reserved.all)) one.overdue = one.status === 'draft';
  }

  saveReservations({ reservations }: CommandData['SaveStockReservations']): ProblemCode[] {
    return reservations.flatMap((given, index) => {
      const { reservationId: id, sku, sourceCode } = given;
      const faults = [
        ...when(blank(sku) || (!id && blank(sourceCode)), 'FIELD_EMPTY'),
        ...quantityFaults(given.quantity, !id),
      ];
      if (faults.length > 0) return faults;
      return id ? this.changeReservation(id, given) : this.makeReservation(given, this.reserved.idOf(index));
    });
  }

  cancelReservations({ reservations }: CommandData['CancelStockReservations']): ProblemCode[] {
    return reservations.flatMap(({ reservationId, sku }): ProblemCode[] => {
      const found = this.reserved.all[reservationId];
      if (found?.sku !== keyOf(sku)) return ['STOCK_RESERVATION_UNKNOWN'];
      if (found.owner !== null) return ['STOCK_RESERVATION_OWNED'];
      delete this.reserved.all[reservationId];
      return [];
    });
  }

  expireReservations({ reservations }: CommandData['ExpireStockReservations']): ProblemCode[] {
    for (const { reservationId: id, sku } of reservations) {
      const found = this.reserved.all[id];
      if (found?.overdue && found.sku === keyOf(sku)) delete this.reserved.all[id];
    }
    return [];
  }

  private makeReservation(given: StockReservationToSave, id: string): ProblemCode[] {
    if (!this.shelves.isSource(given.sourceCode)) return ['SOURCE_UNKNOWN'];
    const [source, sku, units] = [keyOf(given.sourceCode), keyOf(given.sku), unitsOf(given.quantity!)];
    const short = this.reserved.unclaimable(source, sku, 0n, units);
    if (short.length > 0) return short;
    const status = given.pending ? ('pending' as const) : ('draft' as const);
    this.reserved.all[id] = { sku, source, units, status, overdue: false, owner: null };
    return [];
  }

  private changeReservation(id: string, given: StockReservationToSave): ProblemCode[] {
    const found = this.reserved.all[id];
    if (found?.sku !== keyOf(given.sku) || found.overdue) return ['STOCK_RESERVATION_UNKNOWN'];
    const units = given.quantity ? unitsOf(given.quantity) : found.units;
    if (found.owner !== null && units !== found.units) return ['STOCK_RESERVATION_OWNED'];
    const short = this.reserved.unclaimable(found.source, found.sku, found.units, units);
    if (short.length > 0) return short;
    this.reserved.all[id] = { ...found, units, status: given.pending ? 'pending' : found.status };
    return [];
  }

  private strange(sku: string): ProblemCode[] {
    if (!this.shelves.wasStocked(sku) && !this.isNamed(sku)) return ['SKU_UNKNOWN'];
    return when(!this.shelves.isManaged(sku), 'SKU_NOT_TRACKED');
  }

  private isNamed(sku: string): boolean {
    return [...Object.values(this.transfers.all), ...Object.values(this.lineItems.all)].some(
      (one) => one.sku === keyOf(sku),
    );
  }
}
