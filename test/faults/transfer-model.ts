import type { CommandData } from '#contracts/commands';
import type { ProblemCode } from '#contracts/problems';
import {
  TRANSFER_STEPS,
  type TransferStatus,
  type TransferStep,
  type StockTransferToSave,
} from '#contracts/stock-transfers';
import { OwnerModel } from './owner-model.js';
import { blank, MAX, quantityFaults } from './reserved-model.js';
import { keyOf, unitsOf, when } from './shape-faults.js';

interface Transfer {
  sku: string;
  origin: string;
  destination: string;
  units: bigint;
  status: TransferStatus;
}

const FROM: Record<TransferStep, TransferStatus[]> = {
  upcoming: ['draft'],
  on_hold: ['upcoming', 'picking'],
  picking: ['upcoming', 'on_hold'],
  in_transit: ['picking'],
  complete: ['in_transit'],
  cancel: ['draft', 'upcoming', 'on_hold', 'picking', 'in_transit'],
};
const TO = { complete: 'completed', cancel: 'cancelled' } as const;

/** Stock transfers as their rules tell it, a second time. */
export class TransferModel extends OwnerModel<Transfer> {
  save({ transfers }: CommandData['SaveStockTransfers']): ProblemCode[] {
    return transfers.flatMap((given, index) =>
      given.transferId ? this.change(given.transferId, given) : this.make(given, this.reserved.idOf(index)),
    );
  }

  delete({ transfers }: CommandData['DeleteStockTransfers']): ProblemCode[] {
    return transfers.flatMap(({ transferId: id, sku }) => this.forget(id, sku, 'STOCK_TRANSFER_UNKNOWN'));
  }

  private make(given: StockTransferToSave, id: string): ProblemCode[] {
    const { sku, originSourceCode: origin, destinationSourceCode: destination } = given;
    const faults = [
      ...when([sku, origin, destination].some(blank), 'FIELD_EMPTY'),
      ...when((sku ?? '').length > 64, 'FIELD_TOO_LONG'),
      ...quantityFaults(given.quantity, true),
    ];
    if (faults.length > 0) return faults;
    const ends = [
      ...when(!this.shelves.isSource(origin), 'ORIGIN_UNKNOWN'),
      ...when(!this.shelves.isSource(destination), 'DESTINATION_UNKNOWN'),
      ...when(keyOf(origin) === keyOf(destination), 'SAME_SOURCE'),
    ];
    if (ends.length > 0) return ends;
    const strange = this.strange(sku!);
    if (strange.length > 0) return strange;
    this.all[id] = {
      ...{ sku: keyOf(sku), origin: keyOf(origin), destination: keyOf(destination) },
      ...{ units: unitsOf(given.quantity!), status: 'draft' },
    };
    return this.takeSteps(id, given.steps);
  }

  private change(id: string, given: StockTransferToSave): ProblemCode[] {
    const found = this.all[id];
    if (found?.sku !== keyOf(given.sku)) return ['STOCK_TRANSFER_UNKNOWN'];
    const { originSourceCode: origin, destinationSourceCode: destination } = given;
    const end = (code: string | null | undefined, stored: string) =>
      code && this.shelves.isSource(code) ? keyOf(code) : stored;
    const after: Transfer = {
      ...found,
      units: given.quantity ? unitsOf(given.quantity) : found.units,
      origin: end(origin, found.origin),
      destination: end(destination, found.destination),
    };
    const [isDraft, isOver] = [found.status === 'draft', ['completed', 'cancelled'].includes(found.status)];
    const faults = [
      ...quantityFaults(given.quantity, false),
      ...when(isOver && after.units !== found.units, 'STOCK_TRANSFER_FIXED'),
      ...when(!isDraft && after.origin !== found.origin, 'STOCK_TRANSFER_FIXED'),
      ...when(isOver && after.destination !== found.destination, 'STOCK_TRANSFER_FIXED'),
      ...when(!!origin && !this.shelves.isSource(origin), 'ORIGIN_UNKNOWN'),
      ...when(!!destination && !this.shelves.isSource(destination), 'DESTINATION_UNKNOWN'),
      ...when(keyOf(origin || found.origin) === keyOf(destination || found.destination), 'SAME_SOURCE'),
    ];
    if (faults.length > 0) return faults;
    const short = [...this.reserved.resize(id, after.units, after.destination)];
    if (short.length > 0) return short;
    const own = this.reserved.ownedBy(id);
    if (own && after.destination !== found.destination) {
      const before = this.reserved.losing(own.source, found.sku, found.destination);
      const losing = this.reserved
        .losing(own.source, found.sku, after.destination)
        .filter((one) => !before.includes(one));
      if (this.reserved.scarcest(losing, found.sku, 0n)) return ['NOT_ENOUGH'];
    }
    this.all[id] = after;
    return this.takeSteps(id, given.steps);
  }

  private takeSteps(id: string, steps: TransferStep[] | null | undefined): ProblemCode[] {
    for (const step of TRANSFER_STEPS.filter((one) => steps?.includes(one))) {
      const transfer = this.all[id]!;
      if (!FROM[step].includes(transfer.status)) return ['STOCK_TRANSFER_STATUS'];
      const { sku, origin, destination, units } = transfer;
      const codes = step === 'upcoming' ? this.reserved.reserve(id, origin, sku, units, destination) : [];
      if (step === 'complete') codes.push(...this.move(id, transfer));
      if (step === 'cancel') this.reserved.release(id);
      if (codes.length > 0) return codes;
      transfer.status = step === 'complete' || step === 'cancel' ? TO[step] : step;
    }
    return [];
  }

  private move(id: string, { sku, origin, destination, units }: Transfer): ProblemCode[] {
    const short = this.reserved.untakable(origin, sku, this.reserved.ownedBy(id)?.units ?? 0n, units);
    if (short.length > 0) return short;
    const to = this.shelves.held(destination, sku) ?? { units: 0n, status: 1 };
    if (to.units + units > MAX) return ['FIELD_OUT_OF_RANGE'];
    const from = this.shelves.held(origin, sku)!;
    this.reserved.release(id);
    this.shelves.hold(origin, sku, { ...from, units: from.units - units });
    this.shelves.hold(destination, sku, { ...to, units: to.units + units });
    return [];
  }
}
