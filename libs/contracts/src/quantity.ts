/** A quantity in ten-thousandths of a stock unit, as a safe integer: 2.5 units are 25000. */
export type Units = number;

/** One stock unit in ten-thousandths. */
export const UNIT = 10_000;

/** Largest quantity one fact may hold, in ten-thousandths: numeric(12,4), 99,999,999.9999 units. */
export const MAX_QUANTITY: Units = 999_999_999_999;

/** Largest sum, in ten-thousandths: the largest safe integer, about 900,719,925,474 units. */
export const MAX_SUM: Units = Number.MAX_SAFE_INTEGER;

/** How quantities are written on the wire: a decimal string with at most four places. */
export const DECIMAL = /^-?\d{1,15}(\.\d{1,4})?$/;

/**
 * Ten-thousandths of a decimal string such as `12`, `-0.5` or `3.0000`; at most four places.
 * Beyond {@link MAX_QUANTITY} the result is only good for a comparison with it.
 */
export function parseQuantity(decimal: string): Units {
  const point = decimal.indexOf('.');
  if (point < 0) return Number(decimal) * UNIT;
  const fraction = Number(decimal.slice(point + 1).padEnd(4, '0'));
  const whole = Number(decimal.slice(0, point));
  return decimal.startsWith('-') ? whole * UNIT - fraction : whole * UNIT + fraction;
}

/** Shortest decimal string of ten-thousandths: `25000` is `2.5`, `-10000` is `-1`. */
export function formatQuantity(units: Units): string {
  const size = Math.abs(units);
  const fraction = size % UNIT;
  const whole = `${units < 0 ? '-' : ''}${(size - fraction) / UNIT}`;
  return fraction === 0 ? whole : `${whole}.${String(fraction).padStart(4, '0').replace(/0+$/, '')}`;
}

/** Ten-thousandths of a JSON number, rounded half away from zero to four places as numeric(12,4) does. */
export function quantityOfNumber(value: number): Units {
  // 15 digits are what a double is sure of: 4.00055 * 10000 is 40005.49999999999.
  const units = Math.round(Number((Math.abs(value) * UNIT).toPrecision(15)));
  return value < 0 && units !== 0 ? -units : units;
}

/** JSON number of ten-thousandths. */
export function numberOfQuantity(units: Units): number {
  return units / UNIT;
}
