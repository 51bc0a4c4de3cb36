import { numberOfQuantity } from '#contracts/quantity';
import type { SourceItemPair, SourceItemToSave } from '#contracts/source-items';
import type { SourceItemView } from '#inventory/source-items/source-items.queries';
import { shown } from './webapi/shown.js';
import { int, list, object, quantity, text, type ValueOf } from './webapi/types.js';

const SOURCE_ITEM = object('SourceItemInterface', {
  sku: text,
  sourceCode: text,
  quantity,
  status: int,
  extensionAttributes: object('SourceItemExtensionInterface', {}),
});

/** Source items. MSI contract B, "Shapes". */
export const SOURCE_ITEMS = list(SOURCE_ITEM);

/** A source item as it is answered. */
export const SOURCE_ITEM_SHOWN = shown(SOURCE_ITEM, { never: ['extensionAttributes'] });

/** Fields that source items may be searched and sorted by. MSI contract A5. */
export const SOURCE_ITEM_FIELDS = [
  ...(['sourceItemId', 'sourceCode', 'sku', 'quantity', 'status'] as const),
] satisfies (keyof SourceItemView)[];

/** The source item a client wants. */
export function sourceItemToSave({ sku, sourceCode, quantity, status }: Item): SourceItemToSave {
  return { sku, sourceCode, quantity, status };
}

/** The pair of a source item, all that counts when it is deleted. */
export function pairOfItem({ sku, sourceCode }: Item): SourceItemPair {
  return { sku, sourceCode };
}

/** A source item as Magento shows it. MSI contract B1. */
export function toMagentoSourceItem({ sku, sourceCode, quantity, status }: SourceItemView): object {
  return { sku, source_code: sourceCode, quantity: numberOfQuantity(quantity), status };
}

type Item = ValueOf<typeof SOURCE_ITEMS>[number];
