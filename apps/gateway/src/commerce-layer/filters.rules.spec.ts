import type { ErrorObject } from './errors.js';
import { readFilters } from './filters.rules.js';
import type { Resource } from './resource.js';
import { resourceOf } from './resources.js';

function filters(type: string | Resource, q: Record<string, unknown>) {
  const faults: ErrorObject[] = [];
  const where = readFilters(typeof type === 'string' ? resourceOf(type) : type, { q }, faults);
  return { where, faults: faults.map(({ code, source }) => [code, source]) };
}

/** Has values of every kind that its domain does not have. */
const NEUTRAL: Resource = {
  ...resourceOf('stock_locations'),
  attributes: {
    label_format: { kind: 'text', constant: 'PDF' },
    suppress_etd: { kind: 'boolean', constant: false },
  },
};

describe('a filter', () => {
  it.each([
    ['code_eq', 'eu-1', [{ field: 'alias', op: 'eq', value: 'eu-1' }]],
    ['code_not_eq', 'eu-1', [{ field: 'alias', op: 'neq', value: 'eu-1' }]],
    ['code_in', 'eu-1,eu-2', [{ field: 'alias', op: 'in', value: 'eu-1,eu-2' }]],
    ['code_in', ['eu-1', 'eu-2'], [{ field: 'alias', op: 'in', value: 'eu-1,eu-2' }]],
    ['code_not_in', 'eu-1,eu-2', [{ field: 'alias', op: 'nin', value: 'eu-1,eu-2' }]],
    ['name_cont', '100%_\\', [{ field: 'name', op: 'like', value: '%100\\%\\_\\\\%' }]],
    ['name_i_cont', 'shop', [{ field: 'name', op: 'like', value: '%shop%' }]],
    ['name_start', 'shop', [{ field: 'name', op: 'like', value: 'shop%' }]],
    ['name_not_end', 'shop', [{ field: 'name', op: 'nlike', value: '%shop' }]],
    ['name_matches', 's%p', [{ field: 'name', op: 'like', value: 's%p' }]],
    ['number_gt', '2', [{ field: 'sourceId', op: 'gt', value: '2' }]],
    ['number_lteq', ' 2.50 ', [{ field: 'sourceId', op: 'lteq', value: '2.5' }]],
    ['created_at_gteq', '2026-01-01', [{ field: 'createdAt', op: 'gteq', value: '2026-01-01T00:00:00.000Z' }]],
    [
      'created_at_lt',
      '2026-01-01T10:00:00+02:00',
      [{ field: 'createdAt', op: 'lt', value: '2026-01-01T08:00:00.000Z' }],
    ],
    ['reference_null', 'true', [{ field: 'reference', op: 'null', value: '' }]],
    ['reference_null', 'false', [{ field: 'reference', op: 'notnull', value: '' }]],
    ['reference_not_null', '1', [{ field: 'reference', op: 'notnull', value: '' }]],
    ['reference_present', 'true', [{ field: 'reference', op: 'gt', value: '' }]],
    ['metadata_jcont', '{"a":[1,2]}', [{ field: 'metadata', op: 'jsonContains', value: '{"a":[1,2]}' }]],
    ['id_eq', 'DefauLtSrc', [{ field: 'publicId', op: 'eq', value: 'DefauLtSrc' }]],
  ])('%s=%j is understood', (key, value, filter) => {
    expect(filters('stock_locations', { [key]: value })).toEqual({ where: [filter], faults: [] });
  });

  it('takes the longest suffix for its predicate, so that eq_or_null is no second attribute', () => {
    expect(filters('stock_locations', { reference_not_eq_or_null: 'x' }).where).toEqual([
      [
        { field: 'reference', op: 'neq', value: 'x' },
        { field: 'reference', op: 'null', value: '' },
      ],
    ]);
  });

  it('joins attributes by _or_ to alternatives', () => {
    expect(filters('stock_locations', { code_or_name_cont: 'x' }).where).toEqual([
      [
        { field: 'alias', op: 'like', value: '%x%' },
        { field: 'name', op: 'like', value: '%x%' },
      ],
    ]);
  });

  it('with _any takes one of a list, with _all each of it', () => {
    const [x, y] = ['x', 'y'].map((text) => ({ field: 'name', op: 'like', value: `%${text}%` }));
    expect(filters('stock_locations', { name_cont_any: 'x,y' }).where).toEqual([[x, y]]);
    expect(filters('stock_locations', { name_cont_all: 'x,y' }).where).toEqual([[x], [y]]);
  });

  it('compares a thousand times at most, and the same but once', () => {
    const many = Array.from({ length: 40 }, (_, number) => `x${number}`);
    const names = Array.from({ length: 40 }, () => 'name').join('_or_');
    expect(filters('stock_locations', { [`${names}_cont_any`]: many.join(',') }).where[0]).toHaveLength(40);
    const thousand = Array.from({ length: 501 }, (_, number) => number).join(',');
    expect(filters('stock_locations', { code_or_name_cont_any: thousand }).faults).toEqual([
      ['INVALID_FILTER_VALUE', { parameter: 'filter[q]' }],
    ]);
  });

  it('among several must be met as all others', () => {
    expect(filters('stock_levels', { priority_gteq: '1', on_hold_true: 'true' }).where).toEqual([
      [{ field: 'priority', op: 'gteq', value: '1' }],
      [{ field: 'onHold', op: 'eq', value: 'true' }],
    ]);
  });

  it('reaches attributes of related records, among those of its own and through several', () => {
    const { where } = filters('stock_levels', { priority_or_stock_location_address_city_eq: '1' });
    const { view: sources } = resourceOf('stock_locations');
    const { view: addresses } = resourceOf('addresses');
    const inCity = { field: 'city', op: 'eq', value: '1' };
    const addressed = { field: 'addressId', op: 'among', view: addresses, there: 'publicId', meeting: inCity };
    expect(where).toEqual([
      [
        { field: 'priority', op: 'eq', value: '1' },
        { field: 'sourcePublicId', op: 'among', view: sources, there: 'publicId', meeting: addressed },
      ],
    ]);
  });

  it('takes what a record is not related to for null, at each step of the way', () => {
    const [items, reserved] = ['stock_items', 'reserved_stocks'].map((type) => resourceOf(type).view);
    const isNull = { field: 'quantity', op: 'null', value: '' };
    const ofReserved = { field: 'reservedPublicId', view: reserved, there: 'publicId' };
    const ofItems = { field: 'publicId', view: items, there: 'skuPublicId' };
    expect(filters('stock_items', { reserved_stock_quantity_eq_or_null: '0' }).where).toEqual([
      [
        { ...ofReserved, op: 'among', meeting: { field: 'quantity', op: 'eq', value: '0' } },
        { ...ofReserved, op: 'among', meeting: isNull },
        { ...ofReserved, op: 'unmatched' },
      ],
    ]);
    expect(filters('skus', { stock_items_reserved_stock_quantity_null: 'true' }).where).toEqual([
      [
        { ...ofItems, op: 'among', meeting: { ...ofReserved, op: 'among', meeting: isNull } },
        { ...ofItems, op: 'among', meeting: { ...ofReserved, op: 'unmatched' } },
        { ...ofItems, op: 'unmatched' },
      ],
    ]);
  });

  it('asks the other record whether it is there', () => {
    const { view } = resourceOf('reserved_stocks');
    const there = { field: 'publicId', op: 'notnull', value: '' };
    expect(filters('stock_items', { reserved_stock_id_null: 'false' }).where).toEqual([
      [{ field: 'reservedPublicId', op: 'among', view, there: 'publicId', meeting: there }],
    ]);
  });

  it('reaches the ends of a stock level', () => {
    expect(filters('stock_levels', { stock_location_id_in: 'a,b', inventory_model_id_eq: 'c' }).where).toEqual([
      [{ field: 'sourcePublicId', op: 'in', value: 'a,b' }],
      [{ field: 'stockPublicId', op: 'eq', value: 'c' }],
    ]);
  });

  it.each([
    ['disabled_at_null', 'true', true],
    ['disabled_at_null', 'false', false],
    ['label_format_eq', 'PDF', true],
    ['label_format_eq', 'ZPL', false],
    ['label_format_not_in', 'ZPL,PNG', true],
    ['label_format_start', 'P', true],
    ['label_format_cont', 'x.', false],
    ['suppress_etd_eq', '0', true],
    ['suppress_etd_true', 'true', false],
  ])('on a constant is decided at once: %s=%s is %s', (key, value, met) => {
    const nothing = [{ field: 'publicId', op: 'eq', value: '' }];
    expect(filters(NEUTRAL, { [key]: value }).where).toEqual([met ? [] : nothing]);
  });
});

describe('a filter is refused', () => {
  it.each([
    'nonsense_eq',
    'code',
    'code_almost',
    'code_or_nonsense_eq',
    'metadata_eq',
    'number_cont',
    'constructor_eq',
    'on_hold_eq',
  ])('when the resource does not have it: %s', (key) => {
    expect(filters('stock_locations', { [key]: '1' }).faults).toEqual([
      ['FILTER_NOT_ALLOWED', { parameter: `filter[q][${key}]` }],
    ]);
  });

  it.each([
    ['number_eq', 'two'],
    ['number_in', '1,,2'],
    ['reference_null', 'perhaps'],
    ['suppress_etd_eq', 'perhaps'],
    ['created_at_gt', 'yesterday'],
    ['created_at_gt', '9999-12-31T23:59:59-12:00'],
    ['metadata_jcont', '[object Object]'],
    ['code_eq', { nested: 'x' }],
  ])('when its value is none: %s=%j', (key, value) => {
    expect(filters('stock_locations', { [key]: value }).faults).toEqual([
      ['INVALID_FILTER_VALUE', { parameter: `filter[q][${key}]` }],
    ]);
  });

  it('together with all others that are wrong', () => {
    const { faults } = filters('stock_locations', { number_eq: 'two', nonsense_eq: '1', code_eq: 'x' });
    expect(faults.map(([code]) => code)).toEqual(['INVALID_FILTER_VALUE', 'FILTER_NOT_ALLOWED']);
  });

  it('outside of q, or when q has no members', () => {
    const faults: ErrorObject[] = [];
    readFilters(resourceOf('stock_locations'), { code: 'x', q: 'y' }, faults);
    expect(faults.map(({ code }) => code)).toEqual(['FILTER_NOT_ALLOWED', 'INVALID_FILTERS_SYNTAX']);
  });
});
