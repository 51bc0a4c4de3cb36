import { linkageDocument, listDocument, recordDocument, type Compound, type Rendering } from './document.js';
import { resourceOf } from './resources.js';

const LEVEL = {
  publicId: 'xYZkjABcde',
  priority: 1,
  onHold: false,
  reference: 'ANY-EXTERNAL-REFERENCE',
  referenceOrigin: null,
  metadata: { foo: 'bar' },
  createdAt: '2026-01-01T12:00:00.000Z',
  updatedAt: '2026-01-01T12:00:00.000Z',
  linkId: 7,
};
const SOURCE = { publicId: 'QWERtyUpBa', sourceId: 3, alias: 'eu-1', name: 'EU', metadata: {} };
const ALONE: Compound = { linkage: new Map(), included: new Map() };
const META = { mode: 'test', organization_id: 'StockwirOg', trace_id: 'req-1' } as const;
const RENDERING: Rendering = { origin: 'https://here', meta: META, fields: {} };

describe('the document of one record', () => {
  it('holds links, attributes in native types, relationship links and mode, and nothing of ours', () => {
    const self = 'https://here/api/stock_levels/xYZkjABcde';
    const document = recordDocument(resourceOf('stock_levels'), LEVEL, ALONE, RENDERING);
    expect(document).toStrictEqual({
      data: {
        id: 'xYZkjABcde',
        type: 'stock_levels',
        links: { self },
        attributes: {
          priority: 1,
          on_hold: false,
          created_at: '2026-01-01T12:00:00.000Z',
          updated_at: '2026-01-01T12:00:00.000Z',
          reference: 'ANY-EXTERNAL-REFERENCE',
          reference_origin: null,
          metadata: { foo: 'bar' },
        },
        relationships: {
          stock_location: {
            links: { self: `${self}/relationships/stock_location`, related: `${self}/stock_location` },
          },
          inventory_model: {
            links: { self: `${self}/relationships/inventory_model`, related: `${self}/inventory_model` },
          },
          ...Object.fromEntries(
            ['versions', 'attachments', 'events', 'event_stores'].map((name) => [
              name,
              { links: { self: `${self}/relationships/${name}`, related: `${self}/${name}` } },
            ]),
          ),
        },
        meta: META,
      },
    });
  });

  it('is null for none', () => {
    expect(recordDocument(resourceOf('stock_levels'), undefined, ALONE, RENDERING)).toEqual({ data: null });
  });

  it('gives what the domain does not have a neutral value', () => {
    expect(recordDocument(resourceOf('addresses'), SOURCE, ALONE, RENDERING)).toMatchObject({
      data: { attributes: { is_geocoded: false, map_url: null } },
    });
  });

  it('holds the members asked for and keeps id, type, links and meta', () => {
    const fields = { stock_levels: ['priority', 'stock_location'] };
    const document = recordDocument(resourceOf('stock_levels'), LEVEL, ALONE, { ...RENDERING, fields });
    expect(document).toMatchObject({ data: { id: 'xYZkjABcde', type: 'stock_levels', links: {}, meta: {} } });
    const { data } = document as { data: Record<'attributes' | 'relationships', object> };
    expect(data.attributes).toEqual({ priority: 1 });
    expect(Object.keys(data.relationships)).toEqual(['stock_location']);
  });

  it('links what is included, and only that', () => {
    const compound: Compound = {
      linkage: new Map([
        ['stock_levels xYZkjABcde', { stock_location: { type: 'stock_locations', id: 'QWERtyUpBa' } }],
      ]),
      included: new Map([['stock_locations QWERtyUpBa', { resource: resourceOf('stock_locations'), view: SOURCE }]]),
    };
    const document = recordDocument(resourceOf('stock_levels'), LEVEL, compound, RENDERING) as Record<string, unknown>;
    expect(document).toMatchObject({
      data: { relationships: { stock_location: { data: { type: 'stock_locations', id: 'QWERtyUpBa' } } } },
      included: [{ id: 'QWERtyUpBa', type: 'stock_locations', meta: META }],
    });
    expect(document).not.toHaveProperty('data.relationships.inventory_model.data');
  });
});

describe('the document of a list', () => {
  const page = (number: number, total: number) =>
    listDocument(resourceOf('stock_levels'), { items: [], total }, ALONE, {
      ...RENDERING,
      path: '/api/stock_levels',
      query: { filter: { q: { priority_eq: '1' } }, page: { number: String(number) } },
      page: { number, size: 10 },
    }) as { meta: object; links: Record<string, string> };

  it('counts records and pages as numbers', () => {
    expect(page(1, 21).meta).toStrictEqual({ record_count: 21, page_count: 3 });
    expect(page(1, 0).meta).toStrictEqual({ record_count: 0, page_count: 0 });
  });

  it('leads to the neighbours that there are', () => {
    expect(Object.keys(page(1, 21).links)).toEqual(['first', 'next', 'last']);
    expect(Object.keys(page(2, 21).links)).toEqual(['first', 'prev', 'next', 'last']);
    expect(Object.keys(page(3, 21).links)).toEqual(['first', 'prev', 'last']);
    expect(Object.keys(page(1, 0).links)).toEqual(['first', 'last']);
  });

  it('keeps the whole query in its links', () => {
    const next = new URL(page(1, 21).links.next!);
    expect(next.origin + next.pathname).toBe('https://here/api/stock_levels');
    expect(Object.fromEntries(next.searchParams)).toEqual({
      'filter[q][priority_eq]': '1',
      'page[number]': '2',
      'page[size]': '10',
    });
  });
});

test('the document of a linkage names where it leads', () => {
  const owner = { type: 'stock_levels', id: 'xYZkjABcde' };
  const data = { type: 'stock_locations', id: 'QWERtyUpBa' };
  const self = 'https://here/api/stock_levels/xYZkjABcde';
  expect(linkageDocument(owner, 'stock_location', data, RENDERING)).toEqual({
    data,
    links: { self: `${self}/relationships/stock_location`, related: `${self}/stock_location` },
  });
});
