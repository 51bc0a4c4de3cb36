import type { ProblemCode } from '#contracts/problems';
import type { ReservedModel, Shelves } from './reserved-model.js';
import { keyOf } from './shape-faults.js';

/** What may have something reserved for it, by id: transfers or line items. */
export abstract class OwnerModel<Owner extends { sku: string }> {
  all: Record<string, Owner> = {};

  constructor(
    protected readonly shelves: Shelves,
    protected readonly reserved: ReservedModel,
    protected readonly strange: (sku: string) => ProblemCode[],
  ) {}

  /** What is kept, to go back to. */
  snapshot(): () => void {
    const all = structuredClone(this.all);
    return () => void (this.all = all);
  }

  /** Deletes one and what is reserved for it; `unknown` when there is none of this SKU. */
  protected forget(id: string, sku: string | null | undefined, unknown: ProblemCode): ProblemCode[] {
    if (this.all[id]?.sku !== keyOf(sku)) return [unknown];
    this.reserved.release(id);
    delete this.all[id];
    return [];
  }
}
