import { problem, type Problem } from '#contracts/problems';
import { formatQuantity, MAX_QUANTITY, parseQuantity } from '#contracts/quantity';
import type { SourceItemToSave } from '#contracts/source-items';
import { emptyField, MAX_CODE, MAX_SKU, overlongField, whitespaceInField } from '../field.rules.js';

/** Problems of an item that is to be saved whole, in the order of MSI contract B1, "Source items": SKU, source code, quantity, status. */
export function itemProblems({ sku, sourceCode, quantity, status }: SourceItemToSave, path: string): Problem[] {
  return [
    ...skuProblems(sku, path),
    ...emptyField(sourceCode, 'sourceCode', path),
    ...whitespaceInField(sourceCode, 'sourceCode', path),
    ...overlongField(sourceCode, 'sourceCode', path, MAX_CODE),
    ...requiredQuantity(quantity, path),
    ...statusProblems(status, path),
  ];
}

/** Problems of a SKU that is to get an item. */
export function skuProblems(sku: string | null | undefined, path: string): Problem[] {
  return [
    ...emptyField(sku, 'sku', path),
    ...(sku && sku !== sku.trim() ? [problem('FIELD_HAS_OUTER_SPACES', `${path}.sku`, { field: 'sku' })] : []),
    ...overlongField(sku, 'sku', path, MAX_SKU),
  ];
}

/** Problems of a quantity that must be given. */
export function requiredQuantity(quantity: string | null | undefined, path: string): Problem[] {
  const field = 'quantity';
  if (quantity === null || quantity === undefined) return [problem('FIELD_NOT_NUMERIC', `${path}.${field}`, { field })];
  return tooLarge(quantity, path);
}

/** Problems of a quantity that may stay as it is. */
export function tooLarge(quantity: string | null | undefined, path: string): Problem[] {
  const field = 'quantity';
  if (!quantity || Math.abs(parseQuantity(quantity)) <= MAX_QUANTITY) return [];
  return [problem('FIELD_OUT_OF_RANGE', `${path}.${field}`, { field, max: formatQuantity(MAX_QUANTITY) })];
}

function statusProblems(status: number | null | undefined, path: string): Problem[] {
  const field = 'status';
  if (status === null || status === undefined) return [problem('FIELD_NOT_NUMERIC', `${path}.${field}`, { field })];
  return status === 0 || status === 1 ? [] : [problem('STATUS_UNKNOWN', `${path}.${field}`, { field })];
}
