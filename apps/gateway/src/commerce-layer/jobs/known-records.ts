import type { EntityManager } from '@mikro-orm/postgresql';
import { canonical } from '#contracts/canonical';
import type { Filter } from '#inventory/search';
import { chunksOf } from '../../chunks.js';
import { fieldOf } from '../resource.js';
import { resourceOf } from '../resources.js';

const AT_ONCE = 1_000;
const MOST_CROSSED = 10_000;

/** Records that were looked for together, so that many inputs cost few queries. */
export class KnownRecords {
  private readonly found = new Map<string, Map<string, object>>();

  constructor(private readonly em: EntityManager) {}

  /** Looks for the records of a type that have one of these values in a field. */
  async learn(type: string, field: string, values: Iterable<string>): Promise<void> {
    const wanted = [...new Set(values)].filter((value) => !this.get(type, [field], [value]));
    // A search takes a list apart at its commas.
    for (const value of wanted.filter((one) => one.includes(',')))
      await this.search(type, [field], [{ field, op: 'eq', value }]);
    const plain = wanted.filter((value) => !value.includes(','));
    for (const some of chunksOf(plain, AT_ONCE))
      await this.search(type, [field], [{ field, op: 'in', value: some.join(',') }]);
  }

  /** Looks for the records of a type that have one of these pairs of ids in two fields; others that have both ids may be found with them. */
  async learnPairs(type: string, fields: [string, string], pairs: [string, string][]): Promise<void> {
    const [one, other] = countOf(pairs, 0) < countOf(pairs, 1) ? ([0, 1] as const) : ([1, 0] as const);
    const groups = Map.groupBy(pairs, (pair) => pair[one]);
    for (const { values, others } of crossings(
      [...groups].map(([value, group]) => [value, group.map((pair) => pair[other])]),
    ))
      await this.search(type, fields, [
        { field: fields[one], op: 'in', value: [...values].join(',') },
        { field: fields[other], op: 'in', value: [...others].join(',') },
      ]);
  }

  /** The record of a type that has these values in these fields, if it was found. */
  get(type: string, fields: string[], values: string[]): object | undefined {
    return this.found.get(`${type} ${fields.join()}`)?.get(keyOf(fields, values));
  }

  private async search(type: string, fields: string[], filters: Filter[]): Promise<void> {
    const { items } = await resourceOf(type).search(this.em, { where: filters.map((filter) => [filter]), sort: [] });
    const name = `${type} ${fields.join()}`;
    const records = this.found.get(name) ?? new Map<string, object>();
    this.found.set(name, records);
    for (const view of items)
      records.set(
        keyOf(
          fields,
          fields.map((field) => String(fieldOf(view, field))),
        ),
        view,
      );
  }
}

/** Values put together with all that go with any of them, as long as each with each is not far more than was asked for. */
function crossings(groups: [value: string, others: string[]][]): { values: Set<string>; others: Set<string> }[] {
  const all = [{ values: new Set<string>(), others: new Set<string>() }];
  for (const [value, others] of groups) {
    const last = all.at(-1)!;
    const joined = new Set([...last.others, ...others]);
    if (last.values.size === 0 || (last.values.size + 1) * joined.size <= MOST_CROSSED) {
      last.values.add(value);
      last.others = joined;
    } else all.push({ values: new Set([value]), others: new Set(others) });
  }
  return all;
}

function countOf(pairs: [string, string][], place: 0 | 1): number {
  return new Set(pairs.map((pair) => pair[place])).size;
}

/** Ids are compared as they are, codes as their owners spell them. */
function keyOf(fields: string[], values: string[]): string {
  return values.map((value, place) => (/publicId$/i.test(fields[place]!) ? value : canonical(value))).join('\n');
}
