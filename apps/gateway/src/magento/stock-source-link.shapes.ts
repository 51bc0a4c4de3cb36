import type { StockSourceLinkToSave, StockSourcePair } from '#contracts/stocks';
import type { LinkView } from '#inventory/stocks/stocks.queries';
import { shown } from './webapi/shown.js';
import { int, list, object, text, type ValueOf } from './webapi/types.js';

const LINK = object('StockSourceLinkInterface', {
  stockId: int,
  sourceCode: text,
  priority: int,
  extensionAttributes: object('StockSourceLinkExtensionInterface', { sourceName: text }),
});

/** Links. MSI contract B, "Shapes". */
export const LINKS = list(LINK);

/** A link as it is answered. */
export const LINK_SHOWN = shown(LINK, { never: ['extensionAttributes'] });

/** Fields that links may be searched and sorted by. MSI contract A5. */
export const LINK_FIELDS = ['linkId', 'stockId', 'sourceCode', 'priority'] as const satisfies (keyof LinkView)[];

/** The link a client wants. */
export function linkToSave({ stockId, sourceCode, priority }: Link): StockSourceLinkToSave {
  return { stockId, sourceCode, priority };
}

/** The pair of a link, all that counts when it is deleted. */
export function pairOfLink({ stockId, sourceCode }: Link): StockSourcePair {
  return { stockId, sourceCode };
}

/** A link as Magento shows it. MSI contract B1. */
export function toMagentoLink({ stockId, sourceCode, priority }: LinkView): object {
  return { stock_id: stockId, source_code: sourceCode, priority };
}

type Link = ValueOf<typeof LINKS>[number];
