import type { MikroORM } from '@mikro-orm/postgresql';
import { preparedOn } from '#database/prepared';
import { openWorld, type World } from '#testing/world';
import { BadSearch, type Condition, type Filter, type Search } from './search.js';
import { searchSourceItems } from './source-items/source-items.queries.js';
import { STOCK_ITEMS } from './source-items/stock-items.queries.js';
import { searchSources, sourceByCode, SOURCES, sourcesOfStock } from './sources/sources.queries.js';
import { Salability } from './stock-index/salability.queries.js';
import { LINKS, searchLinks, searchStocks, stockById, stockOfChannel } from './stocks/stocks.queries.js';

const TIMES = `'2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05.678Z'`;

let world: World;
let orm: MikroORM;

/** Given: default source and stock; sources berlin (Ärmelhaus, disabled), paris and rome; stock 2 with three links; 25 items. */
beforeAll(async () => {
  world = await openWorld(3);
  orm = world.orm;
  await orm.em.execute(`
    insert into source (source_id, source_key, source_code, name_key, name, enabled, country_id, postcode, city, region_id, latitude,
      is_pickup_location_active, reference, public_id, metadata, created_at, updated_at) values
    (2, 'berlin', 'Berlin', 'ärmelhaus', 'ÄRMELHAUS', false, 'DE', '10115', 'Berlin', 7, 52.5, false, null, 'aaaaaaaaaa', '{"a":{"b":1}}', ${TIMES}),
    (3, 'paris', 'paris', 'paris', 'Paris', true, 'FR', '075', 'ÎLE ', null, 48.85, true, 'r1,R2', 'AAAAAAAAAA', '{}', ${TIMES}),
    (4, 'rome', 'rome', 'rome', 'Rome', true, 'IT', '5%5', null, 9, null, false, null, 'bbbbbbbbbb', '{}', ${TIMES});
    insert into stock values (2, 'eu', 'EU', 'ssssssssss', null, null, '{}', ${TIMES});
    insert into website values (2, 'eu_site', 'EU_site', 'Europe');
    insert into sales_channel values ('website', 'eu_site', 'EU_site', 2), ('till', 'z', 'Z', 2), ('website', 'b2b', 'b2b', 2);
    insert into stock_source_link values
    (2, 2, 2, 20, false, 'linklink02', null, null, '{}', ${TIMES}), (2, 3, 3, 10, true, 'linklink03', null, null, '{}', ${TIMES}),
    (2, 4, 4, 10, false, 'linklink04', null, null, '{}', ${TIMES});
    insert into sku (sku_id, sku_key, sku) select n, 'sku-' || n, 'SKU-' || n from generate_series(1, 25) n;
    insert into source_item (sku_id, source_id, source_item_id, quantity, status)
    select n, 3, n, n + 0.25, n % 2 from generate_series(1, 25) n;
    insert into stock_index (sku_id, stock_id, quantity, reserved, salable, in_stock, is_salable, assigned, version, updated_at) values
    (1, 2, 10.5, 2.25, 8.25, true, true, true, 1, now()), (2, 2, 3, 3, 0, true, false, true, 1, now())`);
});

afterAll(() => world?.close());

const em = () => orm.em.fork();
const filter = (field: string, op: Filter['op'], value = ''): Filter => ({ field, op, value });
const search = (...where: Condition[][]): Search => ({ where, sort: [] });
const sourceCodes = async (...where: Filter[][]) =>
  (await searchSources(em(), search(...where))).items.map((item) => item.sourceCode);
const itemIds = async (asked: Search) => (await searchSourceItems(em(), asked)).items.map((item) => item.sourceItemId);

describe('a filter on text', () => {
  it.each([
    ['eq', 'BERLIN  ', ['Berlin']],
    ['neq', 'berlin', ['default', 'paris', 'rome']],
    ['like', '%R%', ['Berlin', 'paris', 'rome']],
    ['like', 'p_ris', ['paris']],
    ['nlike', '%r%', ['default']],
    ['in', 'ROME,Paris,nowhere', ['paris', 'rome']],
    ['nin', 'rome,paris', ['default', 'Berlin']],
    ['gt', 'PARIS', ['rome']],
    ['lteq', 'default', ['default', 'Berlin']],
    ['regexp', '^(B|r)', ['Berlin', 'rome']],
  ] as const)('compares a code with %s %j whatever its case', async (op, value, found) => {
    await expect(sourceCodes([filter('sourceCode', op, value)])).resolves.toEqual(found);
  });

  it('lowers letters beyond ASCII as the stored keys do', async () => {
    await expect(sourceCodes([filter('name', 'eq', 'ärmelhaus')])).resolves.toEqual(['Berlin']);
    await expect(sourceCodes([filter('city', 'eq', 'île')])).resolves.toEqual(['paris']);
    await expect(sourceCodes([filter('city', 'like', 'Îl%')])).resolves.toEqual(['paris']);
  });

  it('composes letters after lowering them, as the stored keys are', async () => {
    await orm.em.execute(`update source set description = 'MATH\u0331' where source_id = 4`);
    for (const spelled of ['MATH\u0331', 'math\u0331', 'mat\u1e96']) {
      await expect(sourceCodes([filter('description', 'eq', spelled)])).resolves.toEqual(['rome']);
      await expect(sourceCodes([filter('description', 'like', `${spelled}%`)])).resolves.toEqual(['rome']);
    }
  });

  it('compares a text with a number letter by letter', async () => {
    await expect(sourceCodes([filter('postcode', 'eq', '75')])).resolves.toEqual([]);
  });

  it('finds a value in a comma list that the field holds', async () => {
    await expect(sourceCodes([filter('reference', 'finset', 'r2')])).resolves.toEqual(['paris']);
    await expect(sourceCodes([filter('reference', 'nfinset', 'r2')])).resolves.toEqual([]);
  });

  it('leaves fields without a value out of everything but null', async () => {
    await expect(sourceCodes([filter('city', 'null')])).resolves.toEqual(['default', 'rome']);
    await expect(sourceCodes([filter('city', 'neq', 'x')])).resolves.toEqual(['Berlin', 'paris']);
    await expect(sourceCodes([filter('city', 'notnull')])).resolves.toEqual(['Berlin', 'paris']);
  });

  it('takes an escaped wildcard literally, and an escape at the end too', async () => {
    await expect(sourceCodes([filter('postcode', 'like', '5\\%5')])).resolves.toEqual(['rome']);
    await expect(sourceCodes([filter('postcode', 'like', '5\\')])).resolves.toEqual([]);
  });

  it.each([
    ['sourceCode', 'rome'],
    ['publicId', 'bbbbbbbbbb'],
    ['sourceId', '4'],
  ])('finds what %s is among, also of more values than a statement has parameters', async (field, value) => {
    const others = Array.from({ length: 70_000 }, (_, number) => String(1_000 + number));
    await expect(sourceCodes([filter(field, 'in', [...others, value].join())])).resolves.toEqual(['rome']);
    await expect(sourceCodes([filter(field, 'nin', [...others, value].join())])).resolves.toHaveLength(3);
  });

  it('compares public ids exactly', async () => {
    await expect(sourceCodes([filter('publicId', 'in', 'aaaaaaaaaa,cccccccccc')])).resolves.toEqual(['Berlin']);
  });

  it('binds what looks like SQL', async () => {
    await expect(sourceCodes([filter('name', 'eq', `' or 1=1 --`)])).resolves.toEqual([]);
    await expect(sourceCodes([filter('name', 'eq', 'Pa\0ris')])).resolves.toEqual([]);
  });
});

describe('a filter on a number', () => {
  it.each([
    ['quantity', 'eq', '5.25', [5]],
    ['quantity', 'eq', '5.2500abc', [5]],
    ['quantity', 'lt', ' 2.5', [1, 2]],
    ['quantity', 'gt', 'abc', 25],
    ['quantity', 'gt', '2.4e1', [24, 25]],
    ['quantity', 'lt', '1e999', 25],
    ['sourceItemId', 'in', '3,4.0,x', [3, 4]],
    ['sourceItemId', 'in', '3,4.5', [3]],
    ['quantity', 'in', '3.25,4', [3]],
    ['sourceItemId', 'eq', '99999999999999999999', []],
    ['quantity', 'like', '1_.25%', [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]],
  ] as const)('compares %s %s %j by value', async (field, op, value, found) => {
    const ids = await itemIds(search([filter(field, op, value)]));
    expect(typeof found === 'number' ? ids.length : ids).toEqual(found);
  });

  it('counts truth values as 0 and 1', async () => {
    await expect(sourceCodes([filter('enabled', 'eq', '0')])).resolves.toEqual(['Berlin']);
    await expect(sourceCodes([filter('enabled', 'eq', 'false')])).resolves.toEqual(['Berlin']);
    await expect(sourceCodes([filter('isPickupLocationActive', 'eq', '1')])).resolves.toEqual(['paris']);
    await expect(sourceCodes([filter('useDefaultCarrierConfig', 'eq', '0')])).resolves.toEqual([]);
  });

  it('compares nullable numbers', async () => {
    await expect(sourceCodes([filter('regionId', 'gteq', '8')])).resolves.toEqual(['rome']);
    await expect(sourceCodes([filter('latitude', 'lt', '50')])).resolves.toEqual(['default', 'paris']);
  });
});

describe('a filter on other kinds', () => {
  it('compares times as points in time', async () => {
    await expect(sourceCodes([filter('createdAt', 'lteq', '2026-01-02 03:04:06')])).resolves.toEqual([
      'Berlin',
      'paris',
      'rome',
    ]);
    await expect(sourceCodes([filter('createdAt', 'eq', '2026-01-02T04:04:05.678+01:00')])).resolves.toHaveLength(3);
  });

  it('looks for JSON within JSON', async () => {
    await expect(sourceCodes([filter('metadata', 'jsonContains', '{"a":{"b":1}}')])).resolves.toEqual(['Berlin']);
  });

  it.each([
    [filter('nosuch', 'eq', '1'), 'unknown-field'],
    [filter('toString', 'eq', '1'), 'unknown-field'],
    [filter('name', 'regexp', '(['), 'bad-value'],
    [filter('createdAt', 'gt', 'yesterday'), 'bad-value'],
    [filter('metadata', 'jsonContains', '{'), 'bad-value'],
  ])('refuses %j', async (asked, reason) => {
    const refusal = await sourceCodes([asked]).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BadSearch);
    expect(refusal).toMatchObject({ reason });
  });
});

describe('a search', () => {
  it('joins filters of a group by or, groups by and', async () => {
    const either = [filter('countryId', 'eq', 'fr'), filter('countryId', 'eq', 'de')];
    await expect(sourceCodes(either, [filter('enabled', 'eq', '1')])).resolves.toEqual(['paris']);
    await expect(sourceCodes([])).resolves.toHaveLength(4);
  });

  it('sorts by fields, empty ones first when ascending, then by age', async () => {
    const sorted = async (...sort: Search['sort']) =>
      (await searchSources(em(), { where: [], sort })).items.map((item) => item.sourceId);
    await expect(sorted({ field: 'city', descending: false })).resolves.toEqual([1, 4, 2, 3]);
    await expect(sorted({ field: 'city', descending: true })).resolves.toEqual([3, 2, 1, 4]);
    await expect(sorted({ field: 'enabled', descending: false }, { field: 'name', descending: true })).resolves.toEqual(
      [2, 4, 3, 1],
    );
    await expect(sorted({ field: 'nosuch', descending: true })).rejects.toMatchObject({ reason: 'unknown-sort-field' });
  });

  it('pages, counting all that was found', async () => {
    const asked = search([filter('status', 'eq', '1')]);
    await expect(searchSourceItems(em(), { ...asked, limit: 5, offset: 10 })).resolves.toMatchObject({
      total: 13,
      items: [{ sourceItemId: 21 }, { sourceItemId: 23 }, { sourceItemId: 25 }],
    });
  });

  it('answers a page beyond the end with nothing, or with the last page when clamped', async () => {
    await expect(itemIds({ where: [], sort: [], limit: 10, offset: 90 })).resolves.toEqual([]);
    await expect(itemIds({ where: [], sort: [], limit: 10, offset: 90, clamp: true })).resolves.toEqual([
      21, 22, 23, 24, 25,
    ]);
    await expect(
      itemIds({ ...search([filter('sku', 'eq', 'x')]), limit: 10, offset: 90, clamp: true }),
    ).resolves.toEqual([]);
  });
});

describe('a search in chunks', () => {
  const told = async (asked: Search) => {
    const found = await searchSources(em(), { ...asked, chunk: 1 });
    const codes = found.items.map(({ sourceCode }) => sourceCode);
    for await (const more of found.more?.() ?? []) codes.push(...more.map(({ sourceCode }) => sourceCode));
    return { codes, total: found.total };
  };

  it.each<[Search['sort']]>([
    [[]],
    [[{ field: 'useDefaultCarrierConfig', descending: true }]],
    ...(['city', 'regionId', 'latitude', 'enabled', 'name', 'createdAt', 'postcode'] as const).flatMap((field) =>
      [true, false].map((descending): [Search['sort']] => [[{ field, descending }]]),
    ),
    [
      [
        { field: 'enabled', descending: false },
        { field: 'city', descending: true },
      ],
    ],
    [
      [
        { field: 'longitude', descending: true },
        { field: 'sourceCode', descending: true },
      ],
    ],
  ])('finds what it finds at once, in the same order: %j', async (sort) => {
    const { items } = await searchSources(em(), { where: [], sort });
    await expect(told({ where: [], sort })).resolves.toEqual({
      codes: items.map(({ sourceCode }) => sourceCode),
      total: 4,
    });
  });

  it('filters each of them', async () => {
    const asked = search([filter('enabled', 'eq', '1'), filter('city', 'notnull')], [filter('sourceId', 'gt', '1')]);
    await expect(told(asked)).resolves.toEqual({ codes: ['Berlin', 'paris', 'rome'], total: 3 });
  });

  it('has no more than the first when that is not full', async () => {
    const found = await searchSources(em(), { where: [], sort: [], chunk: 5 });
    expect(found).toMatchObject({ total: 4, items: { length: 4 } });
    expect(found.more).toBeUndefined();
    expect(Object.keys(found.items[0]!)).not.toContain('~place');
  });
});

describe('an expression', () => {
  it('that would take for ever is refused after a while', async () => {
    await orm.em.execute(`update source set street = repeat('a', 251) || 'b' where source_id = 4`);
    const endless = '^(a+)(a+)(a+)(a+)\\1\\2\\3\\4b$';
    const refusal = await sourceCodes([filter('street', 'regexp', endless)]).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ reason: 'too-slow', field: 'regexp' });
    await expect(sourceCodes([filter('street', 'regexp', '^A+B$')])).resolves.toEqual(['rome']);
  });
});

describe('views', () => {
  it('show a source as stored', async () => {
    const berlin = {
      ...{
        sourceId: 2,
        sourceCode: 'Berlin',
        name: 'ÄRMELHAUS',
        enabled: false,
        contactName: null,
        email: null,
        description: null,
      },
      ...{
        latitude: 52.5,
        longitude: null,
        countryId: 'DE',
        regionId: 7,
        region: null,
        city: 'Berlin',
        street: null,
        postcode: '10115',
      },
      ...{
        phone: null,
        fax: null,
        useDefaultCarrierConfig: true,
        isPickupLocationActive: false,
        frontendName: null,
        frontendDescription: null,
      },
      ...{ alias: null, labelFormat: 'PDF', suppressEtd: false, addressId: null },
      ...{ publicId: 'aaaaaaaaaa', reference: null, referenceOrigin: null, metadata: { a: { b: 1 } } },
      ...{ createdAt: '2026-01-02T03:04:05.678Z', updatedAt: '2026-01-02T03:04:05.678Z' },
    };
    await expect(sourceByCode(em(), 'berLIN ')).resolves.toEqual(berlin);
    const bearing = (id: string) => searchSources(em(), search([filter('publicId', 'eq', id)]));
    await expect(bearing('aaaaaaaaaa')).resolves.toMatchObject({ items: [berlin] });
    await expect(bearing('aaaaaaaaaA')).resolves.toMatchObject({ items: [] });
    await expect(sourceByCode(em(), 'x\0')).resolves.toBeUndefined();
  });

  it('show a stock with its channels by type and code', async () => {
    const channels = [
      { type: 'till', code: 'Z' },
      { type: 'website', code: 'b2b' },
      { type: 'website', code: 'EU_site' },
    ];
    await expect(stockById(em(), 2)).resolves.toMatchObject({ stockId: 2, name: 'EU', salesChannels: channels });
    await expect(stockById(em(), Number.MAX_SAFE_INTEGER)).resolves.toBeUndefined();
    const found = await searchStocks(em(), search([filter('name', 'like', '%STOCK%')]));
    expect(found).toMatchObject({
      total: 1,
      items: [{ stockId: 1, salesChannels: [{ type: 'website', code: 'base' }] }],
    });
  });

  it('find the stock of a channel, the default one for the admin website', async () => {
    await expect(stockOfChannel(em(), 'website', 'EU_SITE')).resolves.toMatchObject({ stockId: 2 });
    await expect(stockOfChannel(em(), 'website', 'admin')).resolves.toMatchObject({ stockId: 1 });
    await expect(stockOfChannel(em(), 'till', 'eu_site')).resolves.toBeUndefined();
  });

  it('show a link with its ends', async () => {
    const link = {
      linkId: 3,
      stockId: 2,
      sourceCode: 'paris',
      priority: 10,
      onHold: true,
      publicId: 'linklink03',
      stockPublicId: 'ssssssssss',
    };
    const bearing = await searchLinks(em(), search([filter('publicId', 'eq', 'linklink03')]));
    expect(bearing.items).toMatchObject([{ ...link, sourcePublicId: 'AAAAAAAAAA' }]);
    const found = await searchLinks(em(), search([filter('stockId', 'eq', '2')], [filter('priority', 'lt', '15')]));
    expect(found.items.map((item) => item.linkId)).toEqual([3, 4]);
  });

  it('find rows by those of another view that they lead to, and those by others', async () => {
    const named = (name: string): Condition => ({
      ...{
        field: 'sourcePublicId',
        op: 'among',
        view: SOURCES,
        there: 'publicId',
        meeting: filter('name', 'like', name),
      },
    });
    const found = await searchLinks(em(), search([named('r%'), filter('priority', 'eq', '20')]));
    expect(found.items.map(({ linkId }) => linkId)).toEqual([2, 4]);
    const stocks = await searchStocks(
      em(),
      search([{ field: 'publicId', op: 'among', view: LINKS, there: 'stockPublicId', meeting: named('par%') }]),
    );
    expect(stocks.items.map(({ stockId }) => stockId)).toEqual([2]);
    const unknown: Condition = { field: 'publicId', op: 'among', view: LINKS, there: 'nonsense', meeting: named('x') };
    await expect(searchStocks(em(), search([unknown]))).rejects.toThrow(BadSearch);
  });

  it('find rows to which none of another view belongs, also of one of the same name', async () => {
    const empty: Condition = { field: 'publicId', op: 'unmatched', view: STOCK_ITEMS, there: 'sourcePublicId' };
    const found = await searchSources(em(), search([empty]));
    expect(found.items.map(({ sourceCode }) => sourceCode)).toEqual(['default', 'Berlin', 'rome']);
    const other: Condition = { field: 'reference', op: 'unmatched', view: SOURCES, there: 'reference' };
    const unlike = await searchSources(em(), search([other]));
    expect(unlike.items.map(({ sourceCode }) => sourceCode)).toEqual(['default', 'Berlin', 'rome']);
  });

  it('list the sources of a stock by priority, then the older link', async () => {
    expect((await sourcesOfStock(em(), 2)).map((source) => source.sourceCode)).toEqual(['paris', 'rome', 'Berlin']);
    await expect(sourcesOfStock(em(), 77)).resolves.toEqual([]);
  });

  it('show a source item with its quantity in ten-thousandths', async () => {
    const found = await searchSourceItems(
      em(),
      search([filter('sku', 'eq', 'sKu-7')], [filter('sourceCode', 'eq', 'PARIS')]),
    );
    expect(found.items).toEqual([{ sourceItemId: 7, sku: 'SKU-7', sourceCode: 'paris', quantity: 72_500, status: 1 }]);
  });

  it('know what is salable', async () => {
    const salability = new Salability(preparedOn(em()), em());
    await expect(salability.quantityOf('sku-1', 2)).resolves.toBe(82_500);
    await expect(salability.isSalable('SKU-1', 2)).resolves.toBe(true);
    for (const sku of ['sku-2', 'sku-3', 'unheard-of']) {
      await expect(salability.quantityOf(sku, 2)).resolves.toBe(0);
      await expect(salability.isSalable(sku, 2)).resolves.toBe(false);
    }
  });
});
