import { DECIMAL, formatQuantity, quantityOfNumber } from '#contracts/quantity';
import type { Compensation } from '#contracts/reservations';

const PATTERN = /^(?<incrementId>[^:]+):(?<sku>.+):(?<quantity>[^:]*):(?<stockId>[^:]*)$/;

/** Reads `<ORDER_INCREMENT_ID>:<SKU>:<QUANTITY>:<STOCK-ID>`; a SKU may hold colons. Tells what is wrong with it otherwise. */
export function readCompensation(argument: string): Compensation | string {
  const { incrementId, sku, quantity, stockId } = PATTERN.exec(argument)?.groups ?? {};
  if (incrementId === undefined) return `Given argument does not match pattern "${PATTERN.source}"`;
  if (!/^[+-]?\d+(\.\d+)?$/.test(quantity!)) return '"quantity" is expected to be a number.';
  if (!/^\d{1,9}$/.test(stockId!)) return '"stock_id" is expected to be a number.';
  const decimal = formatQuantity(quantityOfNumber(Number(quantity)));
  if (!DECIMAL.test(decimal)) return '"quantity" is too large.';
  return { incrementId: incrementId.trim(), sku: sku!, quantity: decimal, stockId: Number(stockId) };
}
