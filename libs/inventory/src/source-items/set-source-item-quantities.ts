import { problem, type Problem } from '#contracts/problems';
import { formatQuantity, parseQuantity } from '#contracts/quantity';
import type { SourceItemQuantity } from '#contracts/source-items';
import type { SkuHandler } from '../decision.js';
import { emptyField } from '../field.rules.js';
import { decideEach, type Trial } from '../trial.js';
import type { Topology } from '../stocks/topology.js';
import { requiredQuantity, skuProblems, tooLarge } from './item.rules.js';
import type { ItemNote } from './sku-facts.js';

export const setSourceItemQuantities: SkuHandler<'SetSourceItemQuantities'> = {
  locks: 'skus',
  needs: ({ items }, topology) => {
    const sound = items.every((item) => invalid(item, '', topology).length === 0);
    const skus = sound ? items.map(({ sku }) => sku!) : [];
    const registers = skus.filter((_, index) => !items[index]!.mustExist);
    const supplies = items.length === 1 || items.every((item) => !isConditional(item));
    return { registers, supplies, changes: skus, holdings: skus };
  },
  decide({ items }, facts) {
    const faults = items.flatMap((item, index) => invalid(item, `items.${index}`, facts.topology));
    if (faults.length > 0) return { status: 'refused', problems: faults };
    const view = { items: items.map(({ sku, sourceCode }) => ({ sku: sku!, sourceCode: sourceCode! })) };
    return decideEach(items, 'items', facts, view, setOne);
  },
};

function invalid(
  { sku, sourceCode, quantity, mustExist }: SourceItemQuantity,
  path: string,
  topology: Topology,
): Problem[] {
  return [
    ...skuProblems(sku, path),
    ...emptyField(sourceCode, 'sourceCode', path),
    ...(sourceCode?.trim() && !topology.source(sourceCode)
      ? [problem('SOURCE_UNKNOWN', `${path}.sourceCode`, { sourceCode })]
      : []),
    ...(mustExist ? tooLarge(quantity, path) : requiredQuantity(quantity, path)),
  ];
}

/** Whether it may be refused on account of what is there; alone, it is then of a SKU that has a row. */
function isConditional({ mustBeNew, mustExist, coversReserved }: SourceItemQuantity): boolean {
  return !!(mustBeNew || mustExist || coversReserved);
}

function setOne(given: SourceItemQuantity, path: string, trial: Trial): Problem[] {
  const [sku, sourceCode] = [given.sku!, given.sourceCode!];
  const { sourceId } = trial.facts.topology.source(sourceCode)!;
  const shelf = trial.shelf(sku);
  const stored = shelf?.holdings!.get(sourceId);
  if (stored && given.mustBeNew) return [problem('SOURCE_ITEM_TAKEN', `${path}.sku`, { sku, sourceCode })];
  if (!shelf || (!stored && given.mustExist)) {
    return [problem('SOURCE_ITEM_UNKNOWN', `${path}.sourceCode`, { sku, sourceCode })];
  }
  const quantity = given.quantity ? parseQuantity(given.quantity) : stored!.quantity;
  const bound = shelf.bound!.get(sourceId) ?? 0;
  if (given.coversReserved && quantity < bound) {
    const params = { sku, sourceCode, asked: formatQuantity(quantity), reserved: formatQuantity(bound) };
    return [problem('LESS_THAN_RESERVED', `${path}.quantity`, params)];
  }
  const note = noteIn(given);
  trial.change({
    items: [{ shelf, sourceId, holding: { quantity, status: stored?.status ?? 1 } }],
    ...(Object.keys(note).length > 0 && { notes: [{ shelf, sourceId, note }] }),
  });
  return [];
}

function noteIn({ reference, referenceOrigin, metadata }: SourceItemQuantity): ItemNote {
  return {
    ...(reference !== undefined && { reference }),
    ...(referenceOrigin !== undefined && { referenceOrigin }),
    ...(metadata && { metadata }),
  };
}
