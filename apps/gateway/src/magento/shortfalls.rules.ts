import type { ProblemCode } from '#contracts/problems';
import type { Shortfall } from '#inventory/stock-index/requested-quantity.rules';

/** Magento's code and text of a reason not to sell a quantity; undefined for other problems. MSI contract C4. */
export function shortfallError({ code, limit = '' }: Shortfall): { code: string; message: string } | undefined {
  const [name, message] = SHORTFALLS[code] ?? [];
  return name && message ? { code: name, message: message.replace('%1', limit) } : undefined;
}

const SHORTFALLS: Partial<Record<ProblemCode, [code: string, message: string]>> = {
  NOT_ASSIGNED: ['requested-sku-is-not-assigned-to-given-stock', 'The requested sku is not assigned to given stock.'],
  BELOW_MIN_SALE_QTY: ['is_correct_qty-min_sale_qty', 'The fewest you may purchase is %1.'],
  ABOVE_MAX_SALE_QTY: [
    'is_correct_qty-max_sale_qty',
    'The requested qty exceeds the maximum qty allowed in shopping cart',
  ],
  OFF_QTY_INCREMENTS: ['is_correct_qty-qty_increment', 'You can buy this product only in quantities of %1 at a time.'],
  QTY_NOT_WHOLE: ['is_correct_qty-is_qty_decimal', 'You cannot use decimal quantity for this product.'],
  NOT_IN_STOCK: [
    'is_any_source_item_in_stock-no_source_items_in_stock',
    'There are no source items with the in stock status',
  ],
  BACKORDERS_DISABLED: ['back_order-disabled', 'Backorders are disabled'],
  STOCK_MANAGED: ['manage_stock-enabled', 'Manage stock is enabled'],
  NOT_ENOUGH: ['is_salable_with_reservations-not_enough_qty', 'Not enough items for sale'],
};
