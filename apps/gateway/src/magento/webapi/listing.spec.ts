import { parseFields } from './fields.js';
import { Listing } from './listing.js';

const json = async (listing: Listing, fields?: string): Promise<unknown> => {
  const pieces: string[] = [];
  for await (const piece of listing.json(fields === undefined ? undefined : parseFields(fields))) pieces.push(piece);
  return JSON.parse(pieces.join(''));
};

async function* chunks(...lists: object[][]): AsyncGenerator<object[]> {
  for (const list of lists) yield Promise.resolve(list);
}

const ROWS = () => chunks([{ a: 1, b: 1 }], [], [{ a: 2, b: 2 }, { a: 3 }]);
const OTHERS = { search_criteria: { filter_groups: [] }, total_count: 3 };

it('is one object, whatever it is cut into', async () => {
  await expect(json(new Listing(ROWS(), OTHERS))).resolves.toEqual({
    items: [{ a: 1, b: 1 }, { a: 2, b: 2 }, { a: 3 }],
    ...OTHERS,
  });
  await expect(json(new Listing(chunks([]), OTHERS))).resolves.toEqual({ items: [], ...OTHERS });
});

it('may be a bare list', async () => {
  await expect(json(new Listing(ROWS()))).resolves.toHaveLength(3);
  await expect(json(new Listing(chunks()))).resolves.toEqual([]);
});

it.each([
  ['items[a],total_count', { items: [{ a: 1 }, { a: 2 }, { a: 3 }], total_count: 3 }],
  ['items', { items: [{ a: 1, b: 1 }, { a: 2, b: 2 }, { a: 3 }] }],
  ['items[b]', { items: [{ b: 1 }, { b: 2 }, []] }],
  ['total_count', { total_count: 3 }],
  ['nothing', []],
])('keeps fields=%s', async (fields, kept) => {
  await expect(json(new Listing(ROWS(), OTHERS), fields)).resolves.toEqual(kept);
});

it('keeps fields of the elements of a bare list', async () => {
  await expect(json(new Listing(ROWS()), 'b')).resolves.toEqual([{ b: 1 }, { b: 2 }, []]);
});
