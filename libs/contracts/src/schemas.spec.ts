import { Ajv2020 } from 'ajv/dist/2020.js';
import { plainToInstance } from 'class-transformer';
import { IsBoolean, validateSync } from 'class-validator';
import { COMMANDS, type CommandName } from './commands.js';
import { schemaOf } from './schemas.js';

interface Corpus {
  good: object[];
  bad: object[];
}

const listOf = (name: string, good: unknown[], bad: unknown[]): Corpus => ({
  good: [{ [name]: [] }, { [name]: good, unknown: 1 }, ...good.map((element) => ({ [name]: [element] }))],
  bad: [
    {},
    { [name]: null },
    { [name]: {} },
    { [name]: 'text' },
    ...[null, true, 'text', ...bad].map((element) => ({ [name]: [...good, element] })),
  ],
});

const SOURCES = listOf(
  'sources',
  [
    {},
    { sourceCode: 'eu-1', name: 'Lager Süd', enabled: true, latitude: 48.1371, longitude: -11.5754, regionId: 3 },
    { sourceCode: null, enabled: null, latitude: null, regionId: null, carrierLinks: null, metadata: null },
    {
      latitude: -99.999999,
      longitude: 999.999999,
      carrierLinks: [{ carrierCode: 'ups' }],
      metadata: { a: { b: [1] } },
    },
    { email: 'not an address, and nobody asks', countryId: '', isPickupLocationActive: false, someday: [1] },
    { mustBeNew: true, alias: 'BER 1', labelFormat: 'ZPL', suppressEtd: true, addressId: 'xYZkjABcde' },
    { mustExist: true, alias: null, labelFormat: null, suppressEtd: null, addressId: null },
  ],
  [
    { sourceCode: 1 },
    { name: true },
    { enabled: 'true' },
    { enabled: 1 },
    { latitude: '48' },
    { latitude: 100 },
    { longitude: -1000 },
    { regionId: 1.5 },
    { regionId: '1' },
    { mustExist: 'yes' },
    { labelFormat: 'GIF' },
    { suppressEtd: 1 },
    { carrierLinks: {} },
    { carrierLinks: ['ups'] },
    { carrierLinks: [null] },
    { metadata: [] },
    { metadata: 'text' },
    { metadata: 1 },
  ],
);

const STOCKS = listOf(
  'stocks',
  [
    {},
    { stockId: 2, name: 'EU', salesChannels: [{ type: 'website', code: 'base' }, {}, { type: null, code: null }] },
    { stockId: 0, salesChannels: [] },
    { stockId: null, name: null, salesChannels: null, reference: null, referenceOrigin: null, metadata: null },
    { stockId: 2_147_483_647, metadata: {} },
    { mustExist: true, strategy: 'no_split', locationsCutoff: 2, reservationCutoff: 0, putTransfersOnHold: true },
    { strategy: null, locationsCutoff: null, reservationCutoff: null, manualDecrement: null },
  ],
  [
    { stockId: -1 },
    { stockId: 2_147_483_648 },
    { stockId: '2' },
    { stockId: 2.5 },
    { name: 2 },
    { strategy: 'guess' },
    { locationsCutoff: -1 },
    { reservationCutoff: '60' },
    { manualDecrement: 1 },
    { salesChannels: {} },
    { salesChannels: [null] },
    { salesChannels: ['base'] },
    { salesChannels: [{ type: 1 }] },
    { reference: {} },
    { metadata: [] },
  ],
);

const STOCK_IDS = listOf('stockIds', [2, -1, 1e10], ['2', 2.5, true, {}, [2]]);

const LINKS = listOf(
  'links',
  [
    {},
    { stockId: 2, sourceCode: 'eu-1', priority: 1, onHold: false, mustBeNew: true },
    { stockId: null, sourceCode: null, priority: null, onHold: null, mustBeNew: null, metadata: null },
    { priority: -2_147_483_647 },
    { linkId: 'xYZkjABcde', stockId: 3 },
  ],
  [
    { stockId: 0.5 },
    { stockId: 1e10 },
    { sourceCode: 7 },
    { priority: -2_147_483_648 },
    { priority: '1' },
    { onHold: 0 },
    { mustBeNew: 'yes' },
    { linkId: 7 },
  ],
);

const SAVED_ITEMS = listOf(
  'items',
  [
    {},
    { sku: 'CHAIR', sourceCode: 'eu-1', quantity: '12.5', status: 1 },
    { sku: null, sourceCode: null, quantity: null, status: null },
    { quantity: '-0.0001', status: 7 },
    { quantity: '999999999999999' },
  ],
  [
    { sku: 1 },
    { sourceCode: [] },
    { quantity: 12.5 },
    { quantity: '' },
    { quantity: '1.00000' },
    { quantity: '1e3' },
    { quantity: '+1' },
    { quantity: ' 1' },
    { quantity: '1\n' },
    { quantity: '.5' },
    { quantity: '1.' },
    { quantity: '1000000000000000' },
    { quantity: '١' },
    { status: '1' },
    { status: true },
    { status: 0.5 },
  ],
);

const LINES = listOf(
  'reservations',
  [
    { stockId: 2, sku: 'CHAIR', quantity: '-1' },
    { stockId: -7, sku: '', quantity: '3.25', metadata: { event_type: 'order_placed' } },
    { stockId: 2, sku: 'CHAIR', quantity: '0', metadata: null },
  ],
  [
    {},
    { sku: 'CHAIR', quantity: '1' },
    { stockId: 2, quantity: '1' },
    { stockId: 2, sku: 'CHAIR' },
    { stockId: null, sku: 'CHAIR', quantity: '1' },
    { stockId: 2, sku: null, quantity: '1' },
    { stockId: 2, sku: 'CHAIR', quantity: null },
    { stockId: 2, sku: 'CHAIR', quantity: 1 },
    { stockId: '2', sku: 'CHAIR', quantity: '1' },
    { stockId: 2, sku: 'CHAIR', quantity: '1', metadata: 'text' },
  ],
);

const EVENTS = listOf(
  'events',
  [
    {},
    {
      type: 'order_placed',
      id: 'e-1',
      order: { incrementId: '100001' },
      items: [{ itemId: '1', sku: 'CHAIR', quantity: '2' }],
    },
    { type: 'someday', id: null, order: null, items: null, sourceCode: null, returnToStock: null },
    { order: { salesChannel: { type: 'website', code: 'base' }, entityId: '1', pickupLocationCode: 'eu-1' } },
    { order: { salesChannel: null }, items: [{}, { virtual: true }], sourceCode: 'eu-1', returnToStock: true },
  ],
  [
    { type: 1 },
    { id: 7 },
    { order: 'text' },
    { order: [] },
    { order: { incrementId: 100001 } },
    { order: { salesChannel: 'base' } },
    { items: {} },
    { items: [null] },
    { items: [{ quantity: 2 }] },
    { items: [{ virtual: 'yes' }] },
    { returnToStock: 1 },
  ],
);

const PAIRS: Corpus = {
  good: [
    { skus: [], sourceCodes: [] },
    { skus: ['CHAIR', ''], sourceCodes: ['eu-1'], unknown: 1 },
  ],
  bad: [
    ...[{}, { skus: ['CHAIR'] }, { sourceCodes: ['eu-1'] }, { skus: 'CHAIR', sourceCodes: [] }],
    ...[
      { skus: [1], sourceCodes: [] },
      { skus: [null], sourceCodes: [] },
      { skus: [], sourceCodes: [{}] },
    ],
  ],
};

const ENDS = { originSourceCode: 'eu-1', destinationSourceCode: '' };
const PARTS = listOf(
  'items',
  [{}, { sku: 'CHAIR', quantity: '-2.5' }, { sku: null, quantity: null }],
  [{ sku: 1 }, { quantity: 2 }, { quantity: '1e3' }],
);
const SETTINGS = {
  good: [
    {},
    { minQty: '-5', maxSaleQty: '10000', backorders: 2, manageStock: false, isQtyDecimal: true },
    { minQty: null, backorders: null, manageStock: null, lowStockDate: null, stockThresholdQty: null },
    { backorders: 7, qtyIncrements: '0', lowStockDate: '2026-01-15 09:30:00' },
  ],
  bad: [
    { minQty: 5 },
    { backorders: '1' },
    { manageStock: 1 },
    { lowStockDate: 'yesterday' },
    { notifyStockQty: '1e3' },
  ],
};
const DEFAULTS = (settings: object[]) => settings.map((defaults) => ({ defaults }));

const RESERVATIONS = listOf(
  'reservations',
  [{ reservationId: 'xMXBXuomZG', sku: 'CHAIR' }],
  [{}, { reservationId: 'x' }, { reservationId: 1, sku: 'CHAIR' }, { reservationId: 'x', sku: null }],
);
const idsOf = (name: string): Corpus => ({
  good: [{ [name]: [] }, { [name]: ['xYZkjABcde', ''], unknown: 1 }],
  bad: [{}, { [name]: null }, { [name]: 'text' }, { [name]: [1] }, { [name]: [null] }, { [name]: [['text']] }],
});

const CORPUS: Record<CommandName, Corpus> = {
  SaveSources: SOURCES,
  DeleteSources: {
    good: [{ sourceCodes: [] }, { sourceCodes: ['berlin', ''] }],
    bad: [{}, ...[2, true, null, {}, ['berlin']].map((code) => ({ sourceCodes: [code] })), { sourceCodes: 'berlin' }],
  },
  SaveStocks: STOCKS,
  DeleteStocks: {
    good: [...STOCK_IDS.good, ...[true, false, null].map((mustBeUnused) => ({ stockIds: [2], mustBeUnused }))],
    bad: [...STOCK_IDS.bad, { stockIds: [], mustBeUnused: 'yes' }],
  },
  AssignSourcesToStock: LINKS,
  UnassignSourcesFromStock: listOf(
    'links',
    [{}, { stockId: -5, sourceCode: '' }, { stockId: null }, { linkId: 'xYZkjABcde' }],
    [{ stockId: '2' }, { sourceCode: 2 }, { linkId: 7 }],
  ),
  RegisterWebsites: listOf(
    'websites',
    [{ code: 'base' }, { code: '', name: null }, { code: 'eu', name: 'Europe' }],
    [{}, { code: null }, { code: 1 }, { code: 'eu', name: 1 }],
  ),
  SaveSourceItems: SAVED_ITEMS,
  DeleteSourceItems: listOf('items', [{}, { sku: 'CHAIR', sourceCode: null }], [{ sku: 1 }, { sourceCode: {} }]),
  PlaceReservations: {
    good: [...LINES.good, ...[true, false, null].map((check) => ({ reservations: [], check }))],
    bad: [...LINES.bad, ...['true', 0, {}].map((check) => ({ reservations: [], check }))],
  },
  CompensateReservations: listOf(
    'compensations',
    [
      { incrementId: '100', sku: 'CHAIR', quantity: '-1', stockId: 2 },
      { incrementId: '', sku: '', quantity: '0.0001', stockId: -2 },
    ],
    [
      {},
      { incrementId: 100, sku: 'CHAIR', quantity: '-1', stockId: 2 },
      { incrementId: '100', sku: null, quantity: '-1', stockId: 2 },
      { incrementId: '100', sku: 'CHAIR', quantity: '+1', stockId: 2 },
      { incrementId: '100', sku: 'CHAIR', quantity: '1', stockId: '2' },
    ],
  ),
  AssignSkusToSources: PAIRS,
  UnassignSkusFromSources: PAIRS,
  TransferSkus: {
    good: [true, false].map((unassignFromOrigin) => ({ ...ENDS, skus: ['CHAIR'], unassignFromOrigin })),
    bad: [
      ...[{}, { ...ENDS, skus: [] }, { skus: [], unassignFromOrigin: true }],
      ...[null, 1, 'true'].map((unassignFromOrigin) => ({ ...ENDS, skus: [], unassignFromOrigin })),
    ],
  },
  TransferSourceItems: {
    good: PARTS.good.map((data) => ({ ...ENDS, ...data })),
    bad: [...PARTS.bad.map((data) => ({ ...ENDS, ...data })), { items: [] }],
  },
  ReportOrderEvents: {
    good: [...EVENTS.good, ...[true, false, null].map((check) => ({ events: [], check }))],
    bad: [...EVENTS.bad, ...['true', 0, {}].map((check) => ({ events: [], check }))],
  },
  NotifyOrdersReadyForPickup: {
    good: [{ orderIds: [] }, { orderIds: ['1', ''], unknown: 1 }],
    bad: [{}, { orderIds: null }, { orderIds: '1' }, { orderIds: [1] }, { orderIds: [null] }, { orderIds: [['1']] }],
  },
  SaveStockItemConfigurations: listOf(
    'configurations',
    SETTINGS.good.map((settings) => ({ sku: 'CHAIR', ...settings })),
    [...SETTINGS.bad, { sku: 1 }],
  ),
  SaveStockItemConfigurationDefaults: {
    good: DEFAULTS([...SETTINGS.good, { canSubtract: false, canBackInStock: null }]),
    bad: [{}, { defaults: null }, ...DEFAULTS([...SETTINGS.bad, { canSubtract: 0 }, { canBackInStock: 'yes' }])],
  },
  SaveLowQuantityNotifications: listOf(
    'configurations',
    [
      {},
      { sku: 'CHAIR', sourceCode: 'eu-1', notifyStockQty: '5.6' },
      { sku: null, sourceCode: null, notifyStockQty: null },
    ],
    [{ sku: 1 }, { sourceCode: {} }, { notifyStockQty: 5 }],
  ),
  DeleteLowQuantityNotifications: listOf('items', [{}, { sku: 'CHAIR', sourceCode: null }], [{ sku: 1 }]),
  SetSourceItemQuantities: listOf(
    'items',
    [
      {},
      { sku: 'CHAIR', sourceCode: 'eu-1', quantity: '5', mustBeNew: true, coversReserved: null, metadata: { a: 1 } },
    ],
    [{ sku: 1 }, { quantity: 5 }, { mustExist: 'yes' }, { metadata: [] }, { reference: 1 }],
  ),
  SaveSkus: listOf(
    'skus',
    [
      {},
      {
        sku: 'CHAIR',
        name: 'Chair',
        weight: 1.5,
        unitOfWeight: 'gr',
        piecesPerPack: 6,
        doNotTrack: true,
        mustBeNew: null,
      },
    ],
    [
      { sku: 1 },
      { weight: '1' },
      { unitOfWeight: 'kg' },
      { piecesPerPack: 1.5 },
      { piecesPerPack: -1 },
      { doNotShip: 0 },
    ],
  ),
  DeleteSkus: idsOf('skus'),
  SaveStockReservations: listOf(
    'reservations',
    [
      {},
      { sku: 'CHAIR', sourceCode: 'eu-1', quantity: '2', pending: true },
      { reservationId: 'xMXBXuomZG', sku: null },
    ],
    [{ reservationId: 1 }, { quantity: 2 }, { pending: 1 }, { sourceCode: {} }],
  ),
  CancelStockReservations: RESERVATIONS,
  ExpireStockReservations: RESERVATIONS,
  SaveStockTransfers: listOf(
    'transfers',
    [
      {},
      {
        transferId: 'xMXBXuomZG',
        sku: 'CHAIR',
        quantity: '2',
        number: 'T-1',
        steps: ['upcoming', 'picking'],
        metadata: {},
      },
    ],
    [{ steps: 'upcoming' }, { steps: ['draft'] }, { quantity: 2 }, { number: 1 }, { originSourceCode: 1 }],
  ),
  DeleteStockTransfers: listOf(
    'transfers',
    [{ transferId: 'x', sku: 'CHAIR' }],
    [{}, { transferId: 'x' }, { sku: 'CHAIR' }],
  ),
  SaveStockLineItems: listOf(
    'lineItems',
    [{}, { lineItemId: 'xMXBXuomZG', sku: 'CHAIR', sourceCode: null, quantity: '2', steps: ['reserve', 'decrement'] }],
    [{ steps: ['cancel'] }, { quantity: 2 }, { lineItemId: {} }],
  ),
  DeleteStockLineItems: listOf('lineItems', [{ lineItemId: 'x', sku: 'CHAIR' }], [{}, { lineItemId: 'x' }]),
  SaveAddresses: listOf(
    'addresses',
    [
      {},
      { publicId: 'xYZkjABcde', business: true, company: 'Shop', latitude: 52.5, longitude: -180, metadata: {} },
      { publicId: null, business: null, line1: null, countryId: null, latitude: null, reference: null },
    ],
    [{ publicId: 7 }, { business: 1 }, { line1: 1 }, { latitude: 91 }, { longitude: '13' }, { metadata: [] }],
  ),
  DeleteAddresses: idsOf('addressIds'),
  SaveReturnSources: listOf(
    'returns',
    [{}, { returnId: 'xYZkjABcde', priority: 2 }, { stockId: 2, sourceCode: 'eu-1', priority: 1, metadata: null }],
    [{ returnId: 7 }, { stockId: '2' }, { sourceCode: 1 }, { priority: 0.5 }, { metadata: 'text' }],
  ),
  DeleteReturnSources: idsOf('returnIds'),
  SaveWebhooks: listOf(
    'webhooks',
    [
      {},
      {
        name: 'shop',
        topic: 'stock_items.update',
        watch: 'sourceItem.updated',
        callbackUrl: 'https://shop.example/hook',
      },
      { webhookId: 'xYZkjABcde', includes: ['sku'], disable: true, enable: false, resetCircuit: true, metadata: {} },
    ],
    [{ webhookId: 7 }, { watch: 'sku.updated' }, { includes: 'sku' }, { includes: [1] }, { enable: 'yes' }],
  ),
  DeleteWebhooks: idsOf('webhookIds'),
};

describe.each(Object.keys(COMMANDS) as CommandName[])('data of %s', (name) => {
  const schema = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schemaOf(name));
  const decorators = (data: object) => validateSync(plainToInstance<object, object>(COMMANDS[name], data)).length === 0;

  it.each(CORPUS[name].good.map((data) => [JSON.stringify(data), data]))('is good: %s', (_, data) => {
    expect({ schema: schema(data), decorators: decorators(data) }).toEqual({
      schema: true,
      decorators: true,
    });
  });

  it.each(CORPUS[name].bad.map((data) => [JSON.stringify(data), data]))('is bad: %s', (_, data) => {
    expect({ schema: schema(data), decorators: decorators(data) }).toEqual({
      schema: false,
      decorators: false,
    });
  });
});

it('is not confused by a class of the same name elsewhere', () => {
  const before = schemaOf('SaveStocks');
  class SaveStocks {
    @IsBoolean() stocks: boolean;
  }
  class StockToSave {
    @IsBoolean() stockId: boolean;
  }
  expect([new SaveStocks(), new StockToSave()]).toHaveLength(2);
  expect(schemaOf('SaveStocks')).toEqual(before);
});
