/** The quantity that a request sets, if it does, as commands have it. */
export function quantityIn({ quantity }: Record<string, unknown>): string | undefined {
  return typeof quantity === 'number' ? String(quantity) : undefined;
}
