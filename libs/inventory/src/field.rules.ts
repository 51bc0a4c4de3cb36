import { problem, type Problem } from '#contracts/problems';

/** Problem of a field that is null, absent or blank. MSI contract B1: blank-only counts as empty everywhere. */
export function emptyField(value: string | null | undefined, field: string, path: string): Problem[] {
  return value?.trim() ? [] : [problem('FIELD_EMPTY', `${path}.${field}`, { field })];
}

/** Problem of a code with white space anywhere in it. */
export function whitespaceInField(value: string | null | undefined, field: string, path: string): Problem[] {
  return /\s/.test(value ?? '') ? [problem('FIELD_HAS_WHITESPACE', `${path}.${field}`, { field })] : [];
}

/** Problem of a text that would be run as a template expression. MSI contract B1, "Sources" 1 and 2. */
export function templateInField(value: string | null | undefined, field: string, path: string): Problem[] {
  return /\$:*\{.*\}/.test(value ?? '')
    ? [problem('FIELD_HAS_TEMPLATE', `${path}.${field}`, { field, brace: '${…}' })]
    : [];
}

/** Problem of a text longer than its column. MSI contract F. */
export function overlongField(value: string | null | undefined, field: string, path: string, max: number): Problem[] {
  return isLonger(value ?? '', max) ? [problem('FIELD_TOO_LONG', `${path}.${field}`, { field, max })] : [];
}

/** Whether a text has more characters than that, counted as databases do: a pair of surrogates is one. */
export function isLonger(text: string, max: number): boolean {
  return text.length > max && [...text].length > max;
}

/** Longest SKU, in characters. MSI contract F. */
export const MAX_SKU = 64;

/** Longest code or name of a source, stock or channel, in characters. MSI contract F. */
export const MAX_CODE = 255;
