/** Most columns of an import that its warnings tell of. */
export const MOST_WARNINGS = 100;

const MOST_CHARACTERS = 100;

/**
 * What makes one wonder about an import: `count` of its inputs have columns that are ignored, each of which is told of once, with the first input
 * that has it.
 */
export class Warnings {
  count = 0;
  readonly log = Object.create(null) as Record<string, string[]>;
  private readonly told = new Set<string>();

  /** Adds the columns that are ignored of an input. */
  add(input: string, ignored: string[]): void {
    if (ignored.length > 0) this.count++;
    for (const column of ignored) {
      if (this.told.has(column) || this.told.size === MOST_WARNINGS) continue;
      this.told.add(column);
      (this.log[storable(input)] ??= []).push(`${storable(column)} is ignored`);
    }
  }
}

function storable(text: string): string {
  return text.slice(0, MOST_CHARACTERS).toWellFormed().replaceAll('\0', '\uFFFD');
}
