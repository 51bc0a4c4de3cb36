/** Members of an object of JSON. */
export type Members = Record<string, unknown>;

/** Whether a value is an object of JSON. */
export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
