import { RequestRefused } from './errors.js';
import { readBody, type ResourceBody } from './read-body.rules.js';
import { resourceOf } from './resources.js';

const LOCATION = { stock_location: { data: { type: 'stock_locations', id: 'QWERtyUpBa' } } };

function read(data: unknown, id?: string, type = 'stock_levels'): ResourceBody | [code: string, pointer: unknown][] {
  return readText(JSON.stringify({ data }), id, type);
}

function readText(text: string | undefined, id?: string, type = 'stock_levels'): ReturnType<typeof read> {
  try {
    return readBody(text, resourceOf(type), id);
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    return error.errors.map(({ code, source }) => [code, (source as { pointer?: string } | undefined)?.pointer]);
  }
}

describe('the body of a resource', () => {
  it('holds attributes and ids of relationships', () => {
    expect(read({ type: 'stock_levels', attributes: { priority: '1' }, relationships: LOCATION })).toEqual({
      attributes: { priority: '1' },
      relationships: { stock_location: 'QWERtyUpBa' },
    });
  });

  it('may name the id that the URL names, and nothing to change', () => {
    expect(read({ type: 'stock_levels', id: 'xYZkjABcde' }, 'xYZkjABcde')).toEqual({
      attributes: {},
      relationships: {},
    });
  });

  it('may unset a relationship', () => {
    const relationships = { stock_location: { data: null } };
    expect(read({ type: 'stock_levels', relationships })).toMatchObject({ relationships: { stock_location: null } });
  });

  it('may lead to records that nobody keeps, none of which is remembered', () => {
    const tag = { type: 'tags', id: 'QWERtyUpBa' };
    for (const data of [[], [tag, tag], null]) {
      const given = { type: 'addresses', relationships: { tags: { data } } };
      expect(read(given, undefined, 'addresses')).toMatchObject({ attributes: {} });
    }
    const mixed = { type: 'addresses', relationships: { tags: { data: [tag, { type: 'skus', id: 'x' }, 7] } } };
    expect(read(mixed, undefined, 'addresses')).toEqual([
      ['TYPE_MISMATCH', '/data/relationships/tags'],
      ['INVALID_LINKS_OBJECT', '/data/relationships/tags'],
    ]);
    const single = { type: 'addresses', relationships: { tags: { data: tag } } };
    expect(read(single, undefined, 'addresses')).toEqual([['INVALID_LINKS_OBJECT', '/data/relationships/tags']]);
  });

  it('may unset a relationship as if it were an attribute, as the official client does', () => {
    expect(read({ type: 'stock_levels', attributes: { stock_location: null, priority: 1 } })).toEqual({
      attributes: { priority: 1 },
      relationships: { stock_location: null },
    });
    const tagless = { type: 'addresses', attributes: { tags: [], geocoder: null }, relationships: {} };
    expect(read(tagless, undefined, 'addresses')).toEqual({ attributes: {}, relationships: { geocoder: null } });
    expect(read({ type: 'stock_levels', attributes: { stock_location: 'x' } })).toEqual([
      ['PARAM_NOT_ALLOWED', '/data/attributes/stock_location'],
    ]);
  });

  it.each([undefined, ''])('is missing: %j', (text) => expect(readText(text)).toEqual([['PARAM_MISSING', '/data']]));

  it.each(['{', '[]', 'null', '"data"'])('is no document: %s', (text) => {
    expect(readText(text)).toEqual([['INVALID_DATA_FORMAT', undefined]]);
  });

  it.each([
    [undefined, 'PARAM_MISSING', '/data'],
    [null, 'INVALID_DATA_FORMAT', '/data'],
    [[], 'INVALID_DATA_FORMAT', '/data'],
    [{}, 'PARAM_MISSING', '/data/type'],
    [{ type: 'inventory_stock_locations' }, 'INVALID_RESOURCE', '/data/type'],
    [{ type: 'stock_levels', id: 'mine' }, 'PARAM_NOT_ALLOWED', '/data/id'],
    [{ type: 'stock_levels', attributes: [] }, 'INVALID_DATA_FORMAT', '/data/attributes'],
    [{ type: 'stock_levels', attributes: { color: 1 } }, 'PARAM_NOT_ALLOWED', '/data/attributes/color'],
    [{ type: 'stock_levels', attributes: { created_at: 1 } }, 'PARAM_NOT_ALLOWED', '/data/attributes/created_at'],
    [{ type: 'stock_levels', relationships: { sku: {} } }, 'PARAM_NOT_ALLOWED', '/data/relationships/sku'],
    [
      { type: 'stock_levels', relationships: { stock_location: {} } },
      'INVALID_LINKS_OBJECT',
      '/data/relationships/stock_location',
    ],
    [
      { type: 'stock_levels', relationships: { stock_location: { data: { type: 'skus', id: 'x' } } } },
      'TYPE_MISMATCH',
      '/data/relationships/stock_location',
    ],
  ])('%j is refused as %s at %s', (data, code, pointer) => {
    expect(read(data)).toEqual([[code, pointer]]);
  });

  it('cannot be of another record than the URL', () => {
    expect(read({ type: 'stock_levels', id: 'another' }, 'xYZkjABcde')).toEqual([
      ['KEY_NOT_INCLUDED_IN_URL', '/data/id'],
    ]);
  });

  it('is refused with everything that is malformed', () => {
    const faults = read({ id: 'x', attributes: { a: 1, b: 2 }, relationships: { c: {}, stock_location: 7 } });
    expect((faults as string[][]).map(([code]) => code)).toEqual([
      ...['PARAM_MISSING', 'PARAM_NOT_ALLOWED', 'PARAM_NOT_ALLOWED', 'PARAM_NOT_ALLOWED', 'PARAM_NOT_ALLOWED'],
      'INVALID_LINKS_OBJECT',
    ]);
  });
});
