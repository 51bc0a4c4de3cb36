/** An input of an import: its cells by column. */
export type Input = Record<string, unknown>;

/** What an input is called in logs: its code, else what there is of it. */
export function nameOf(input: Input, place: number): string {
  const names = [input.code, input.sku_code, input.id, input.name, input.reference];
  return String(names.find((name) => isFilled(name)) ?? `#${place + 1}`);
}

/** Whether a cell says anything that can name a record. */
export function isFilled(cell: unknown): cell is string | number {
  return (typeof cell === 'string' && cell.trim() !== '') || typeof cell === 'number';
}
