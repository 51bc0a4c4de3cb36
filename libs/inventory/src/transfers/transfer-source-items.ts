import { canonical } from '#contracts/canonical';
import { problem, type Problem } from '#contracts/problems';
import { formatQuantity, MAX_QUANTITY, parseQuantity, type Units } from '#contracts/quantity';
import type { QuantityToTransfer } from '#contracts/transfers';
import type { SkuHandler } from '../decision.js';
import { emptyField, MAX_SKU, overlongField } from '../field.rules.js';
import type { Holding, SkuFacts } from '../source-items/sku-facts.js';
import { endProblems } from './transfers.rules.js';

export const transferSourceItems: SkuHandler<'TransferSourceItems'> = {
  locks: 'skus',
  needs: ({ items }) => {
    const skus = items.flatMap(({ sku }) => (sku?.trim() ? [sku] : []));
    return { changes: skus, holdings: skus };
  },
  decide({ originSourceCode, destinationSourceCode, items }, facts) {
    const sums = summed(items);
    const problems = [
      ...endProblems(originSourceCode, destinationSourceCode, facts.topology),
      ...items.flatMap((item, index) => shapeProblems(item, `items.${index}`)),
      ...sums.flatMap((sum) => moveProblems(sum, [originSourceCode, destinationSourceCode], facts)),
    ];
    if (problems.length > 0) return { status: 'refused', problems };
    const [origin, destination] = [originSourceCode, destinationSourceCode].map((code) => facts.topology.source(code)!);
    const changes = sums.flatMap(({ sku, quantity }) => {
      const shelf = facts.shelf(sku)!;
      const from = shelf.holdings!.get(origin!.sourceId)!;
      const to = shelf.holdings!.get(destination!.sourceId)!;
      return [
        { shelf, sourceId: origin!.sourceId, holding: { quantity: from.quantity - quantity, status: from.status } },
        { shelf, sourceId: destination!.sourceId, holding: { quantity: to.quantity + quantity, status: 1 } },
      ];
    });
    return { status: 'done', view: {}, delta: { items: changes } };
  },
};

interface Sum {
  path: string;
  sku: string;
  quantity: Units;
}

/** Lines of one SKU count together, or two of them could each pass and overdraw. */
function summed(items: QuantityToTransfer[]): Sum[] {
  const sums = new Map<string, Sum>();
  items.forEach(({ sku, quantity }, index) => {
    if (!sku?.trim()) return;
    const sum = sums.get(canonical(sku)) ?? { path: `items.${index}`, sku, quantity: 0 };
    sum.quantity += parseQuantity(quantity ?? '0');
    sums.set(canonical(sku), sum);
  });
  return [...sums.values()];
}

function shapeProblems({ sku, quantity }: QuantityToTransfer, path: string): Problem[] {
  const given = quantity !== null && quantity !== undefined;
  return [
    ...emptyField(sku, 'sku', path),
    ...overlongField(sku, 'sku', path, MAX_SKU),
    ...(given ? [] : [problem('FIELD_NOT_NUMERIC', `${path}.quantity`, { field: 'qty' })]),
  ];
}

/** In Magento's order: an item at the origin, enough in it, an item at the destination. MSI contract C7. */
function moveProblems(
  { path, sku, quantity }: Sum,
  [originCode, destinationCode]: string[],
  facts: SkuFacts,
): Problem[] {
  const [origin, destination] = [originCode!, destinationCode!].map((code) => holdingOf(facts, sku, code));
  const missing = (sourceCode: string) => [problem('SOURCE_ITEM_UNKNOWN', path, { sku, sourceCode })];
  if (!origin) return missing(originCode!);
  return [
    ...overdrawn(origin, freeOf(facts, sku, originCode!), quantity, { path, sku, sourceCode: originCode! }),
    ...(destination
      ? overdrawn(destination, freeOf(facts, sku, destinationCode!), -quantity, {
          path,
          sku,
          sourceCode: destinationCode!,
        })
      : missing(destinationCode!)),
  ];
}

/** What gives must hold what it gives beyond what is reserved there, and what takes must not outgrow what an item can hold. */
function overdrawn(
  { quantity }: Holding,
  free: Units,
  given: Units,
  place: { path: string; sku: string; sourceCode: string },
): Problem[] {
  const { path, ...named } = place;
  if (given > 0 && free < given) {
    const params = { ...named, asked: formatQuantity(given), left: formatQuantity(free) };
    return [problem('TRANSFER_TOO_LARGE', path, params)];
  }
  if (Math.abs(quantity - given) <= MAX_QUANTITY) return [];
  return [problem('FIELD_OUT_OF_RANGE', path, { field: 'qty', max: formatQuantity(MAX_QUANTITY) })];
}

function holdingOf(facts: SkuFacts, sku: string, sourceCode: string): Holding | undefined {
  const source = facts.topology.source(sourceCode);
  return source && facts.shelf(sku)?.holdings?.get(source.sourceId);
}

/** What a source may give: what is reserved there stays. */
function freeOf(facts: SkuFacts, sku: string, sourceCode: string): Units {
  const reserved = facts.shelf(sku)?.bound?.get(facts.topology.source(sourceCode)!.sourceId) ?? 0;
  return holdingOf(facts, sku, sourceCode)!.quantity - reserved;
}
