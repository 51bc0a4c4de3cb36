import type { CommandData } from '#contracts/commands';
import type { ProblemCode } from '#contracts/problems';
import { LINE_ITEM_STEPS, type LineItemStep, type StockLineItemToSave } from '#contracts/stock-line-items';
import { OwnerModel } from './owner-model.js';
import { blank, quantityFaults } from './reserved-model.js';
import { keyOf, unitsOf, when } from './shape-faults.js';

interface LineItem {
  sku: string;
  source: string | null;
  units: bigint;
  taken: boolean;
}

/** Stock line items as their rules tell it, a second time. */
export class LineItemModel extends OwnerModel<LineItem> {
  save({ lineItems }: CommandData['SaveStockLineItems']): ProblemCode[] {
    return lineItems.flatMap((given, index) => {
      const { lineItemId: id, sku, sourceCode } = given;
      const faults = [
        ...when(blank(sku), 'FIELD_EMPTY'),
        ...when((sku ?? '').length > 64, 'FIELD_TOO_LONG'),
        ...quantityFaults(given.quantity, !id),
        ...when(!!sourceCode && !this.shelves.isSource(sourceCode), 'SOURCE_UNKNOWN'),
      ];
      if (faults.length > 0) return faults;
      return id ? this.change(id, given) : this.make(given, this.reserved.idOf(index));
    });
  }

  delete({ lineItems }: CommandData['DeleteStockLineItems']): ProblemCode[] {
    return lineItems.flatMap(({ lineItemId: id, sku }) => this.forget(id, sku, 'STOCK_LINE_ITEM_UNKNOWN'));
  }

  private make(given: StockLineItemToSave, id: string): ProblemCode[] {
    const strange = this.strange(given.sku!);
    if (strange.length > 0) return strange;
    const source = given.sourceCode ? keyOf(given.sourceCode) : null;
    this.all[id] = { sku: keyOf(given.sku), source, units: unitsOf(given.quantity!), taken: false };
    return this.takeSteps(id, given.steps);
  }

  private change(id: string, given: StockLineItemToSave): ProblemCode[] {
    const found = this.all[id];
    if (found?.sku !== keyOf(given.sku)) return ['STOCK_LINE_ITEM_UNKNOWN'];
    const units = given.quantity ? unitsOf(given.quantity) : found.units;
    const said = given.sourceCode ? keyOf(given.sourceCode) : found.source;
    const source = given.sourceCode === null ? null : said;
    if (found.taken && (units !== found.units || source !== found.source)) return ['STOCK_LINE_ITEM_DECREMENTED'];
    if (source !== found.source && this.reserved.ownedBy(id)) return ['STOCK_LINE_ITEM_RESERVED'];
    const short = this.reserved.resize(id, units);
    if (short.length > 0) return short;
    this.all[id] = { ...found, units, source };
    return this.takeSteps(id, given.steps);
  }

  private takeSteps(id: string, steps: LineItemStep[] | null | undefined): ProblemCode[] {
    for (const step of LINE_ITEM_STEPS.filter((one) => steps?.includes(one))) {
      const lineItem = this.all[id]!;
      const { sku, source, units, taken } = lineItem;
      if (taken) return ['STOCK_LINE_ITEM_DECREMENTED'];
      if (source === null) return ['SOURCE_ITEM_UNKNOWN'];
      const own = this.reserved.ownedBy(id);
      if (step === 'reserve') {
        const codes = own ? (['STOCK_LINE_ITEM_RESERVED'] as const) : this.reserved.reserve(id, source, sku, units);
        if (codes.length > 0) return [...codes];
      }
      if (step === 'release') this.reserved.release(id);
      if (step !== 'decrement') continue;
      const unclaimable = this.reserved.unclaimable(source, sku, own?.units ?? 0n, units);
      const short =
        unclaimable.length > 0 ? unclaimable : this.reserved.untakable(source, sku, own?.units ?? 0n, units);
      if (short.length > 0) return short;
      const held = this.shelves.held(source, sku)!;
      this.reserved.release(id);
      this.shelves.hold(source, sku, { ...held, units: held.units - units });
      lineItem.taken = true;
    }
    return [];
  }
}
