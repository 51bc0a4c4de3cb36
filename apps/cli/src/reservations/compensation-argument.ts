import { DECIMAL, formatQuantity, quantityOfNumber } from '#contracts/quantity';
import type { Compensation } from '#contracts/reservations';

const PATTERN = /^(?<incrementId>[^:]+):(?<sku>.+):(?<quantity>[^:]*):(?<stockId>[^:]*)$/s;

/**
 * Reads `<ORDER_INCREMENT_ID>:<SKU>:<QUANTITY>:<STOCK-ID>`; a SKU may hold colons. A colon of an increment id is written `%3A`, line ends are
 * written `%0A` and `%0D`, and a `%` that would begin one of these `%25`. Tells what is wrong with it otherwise.
 */
export function readCompensation(argument: string): Compensation | string {
  const { incrementId, sku, quantity, stockId } = PATTERN.exec(argument)?.groups ?? {};
  if (incrementId === undefined) return `Given argument does not match pattern "${PATTERN.source}"`;
  if (!/^[+-]?\d+(\.\d+)?$/.test(quantity!)) return '"quantity" is expected to be a number.';
  if (!/^\d{1,9}$/.test(stockId!)) return '"stock_id" is expected to be a number.';
  const decimal = formatQuantity(quantityOfNumber(Number(quantity)));
  if (!DECIMAL.test(decimal)) return '"quantity" is too large.';
  const order = decoded(incrementId.trim());
  return { incrementId: order, sku: decoded(sku!), quantity: decimal, stockId: Number(stockId) };
}

/** A compensation as {@link readCompensation} reads it, in one line. */
export function writeCompensation({ incrementId, sku, quantity, stockId }: Compensation): string {
  return `${encoded(incrementId).replaceAll(':', '%3A')}:${encoded(sku)}:${quantity}:${stockId}`;
}

function encoded(text: string): string {
  return text
    .replace(/%(?=25|3A|0A|0D)/g, '%25')
    .replaceAll('\n', '%0A')
    .replaceAll('\r', '%0D');
}

function decoded(text: string): string {
  return text.replace(/%(25|3A|0A|0D)/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
