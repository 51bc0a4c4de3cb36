import type { Promised, Unit } from './reading.js';

/** A figure with its unit: `12,345/s`, `4.56 ms`, `1.02×`. */
export function amount(figure: number | undefined, unit: Unit): string {
  if (figure === undefined) return '–';
  const digits = unit === '/s' || unit === '' || unit === 'MB' ? 0 : 2;
  const number = figure.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return /^[a-z]/i.test(unit) ? `${number} ${unit}` : `${number}${unit}`;
}

/** What is promised, in words: `≥ 8,000/s`, `≤ 2× floor`. */
export function promiseInWords(promised: Promised | undefined, unit: Unit): string {
  if (!promised) return '';
  if ('atLeast' in promised) return `≥ ${plain(promised.atLeast, unit)}`;
  if ('atMost' in promised) return `≤ ${plain(promised.atMost, unit)}`;
  return 'atLeastTimesFloor' in promised
    ? `≥ ${plain(promised.atLeastTimesFloor, '×')} floor`
    : `≤ ${plain(promised.atMostTimesFloor, '×')} floor`;
}

function plain(figure: number, unit: Unit): string {
  return `${figure.toLocaleString('en')}${/^[a-z]/i.test(unit) ? ' ' : ''}${unit}`;
}
