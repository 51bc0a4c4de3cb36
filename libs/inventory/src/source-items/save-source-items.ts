import { problem, type Problem } from '#contracts/problems';
import { formatQuantity, MAX_QUANTITY, parseQuantity } from '#contracts/quantity';
import type { SourceItemToSave } from '#contracts/source-items';
import type { SkuHandler } from '../decision.js';
import { emptyField, MAX_CODE, MAX_SKU, overlongField, whitespaceInField } from '../field.rules.js';

export const saveSourceItems: SkuHandler<'SaveSourceItems'> = {
  locks: 'skus',
  needs: ({ items }, topology) => {
    const refused = items.some((item) => validationProblems(item, '').length > 0 || !topology.source(item.sourceCode!));
    const skus = refused ? [] : items.map((item) => item.sku!);
    return { registers: skus, changes: skus };
  },
  decide({ items }, facts) {
    if (items.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'items')] };
    const invalid = items.flatMap((item, index) => validationProblems(item, `items.${index}`));
    if (invalid.length > 0) return { status: 'refused', problems: invalid };
    const sources = items.map(({ sourceCode }) => facts.topology.source(sourceCode!));
    const unknown = items.flatMap(({ sourceCode }, index) =>
      sources[index] ? [] : [problem('SOURCE_UNKNOWN', `items.${index}.sourceCode`, { sourceCode: sourceCode! })],
    );
    if (unknown.length > 0) return { status: 'refused', problems: unknown };

    const changes = items.map((item, index) => ({
      shelf: facts.shelf(item.sku!)!,
      sourceId: sources[index]!.sourceId,
      holding: { quantity: parseQuantity(item.quantity!), status: item.status! },
    }));
    return { status: 'done', view: {}, delta: { items: changes } };
  },
};

/** In the order of MSI contract B1, "Source items": SKU, source code, quantity, status. */
function validationProblems({ sku, sourceCode, quantity, status }: SourceItemToSave, path: string): Problem[] {
  return [
    ...emptyField(sku, 'sku', path),
    ...(sku && sku !== sku.trim() ? [problem('FIELD_HAS_OUTER_SPACES', `${path}.sku`, { field: 'sku' })] : []),
    ...overlongField(sku, 'sku', path, MAX_SKU),
    ...emptyField(sourceCode, 'sourceCode', path),
    ...whitespaceInField(sourceCode, 'sourceCode', path),
    ...overlongField(sourceCode, 'sourceCode', path, MAX_CODE),
    ...quantityProblems(quantity, path),
    ...statusProblems(status, path),
  ];
}

function quantityProblems(quantity: string | null | undefined, path: string): Problem[] {
  const field = 'quantity';
  if (quantity === null || quantity === undefined) return [problem('FIELD_NOT_NUMERIC', `${path}.${field}`, { field })];
  const tooLarge = Math.abs(parseQuantity(quantity)) > MAX_QUANTITY;
  return tooLarge
    ? [problem('FIELD_OUT_OF_RANGE', `${path}.${field}`, { field, max: formatQuantity(MAX_QUANTITY) })]
    : [];
}

function statusProblems(status: number | null | undefined, path: string): Problem[] {
  const field = 'status';
  if (status === null || status === undefined) return [problem('FIELD_NOT_NUMERIC', `${path}.${field}`, { field })];
  return status === 0 || status === 1 ? [] : [problem('STATUS_UNKNOWN', `${path}.${field}`, { field })];
}
