import fc from 'fast-check';
import type { Command } from '#contracts/commands';
import { byDefault, item, link, reserve, source, stock, websites } from '#testing/builders';
import { CLAIMED, claimCommands } from './claim-commands.js';
import { command, few, mostly } from './drawing.js';

/** Commands in the order they come, cut into batches of one kind of lock; an empty batch is an hour in which nothing is told, and drafts expire. */
export type History = Command[][];

/** Two stocks that share a source and have a second of their own, a disabled one, and something to sell: what histories begin with. */
export const SHOP: History = [
  [byDefault({ isQtyDecimal: true, minSaleQty: '0' })],
  [source('eu'), source('us'), source('asia', { enabled: false }), websites('web'), stock('EU', ['web']), stock('US')],
  [link(2, 'eu'), link(3, 'eu'), link(3, 'us'), link(2, 'asia')],
  [
    item('eu', 'CHAIR', 5),
    item('us', 'CHAIR', '2.5'),
    item('eu', 'Stühl', 3, 0),
    item('us', 'SOFA', 1),
    item('asia', 'CHAIR', 9),
    reserve(3, ['SOFA', -1]),
  ],
];

/** Spellings of four SKUs, and rarely what is refused or nobody knows. */
const spellings = fc.constantFrom('CHAIR', 'chair', 'SOFA', 'Stühl', 'Stu\u0308hl', 'STÜHL', 'MATH\u0331', 'mat\u1e96');
const saved = mostly(spellings, fc.constantFrom(' ', ' CHAIR', 'SOFA ', 'X'.repeat(65)));
const asked = mostly(fc.oneof(spellings, fc.constant('Chair  ')), fc.constantFrom('', 'NEVER SEEN', 'X'.repeat(65)));
const sources = mostly(fc.constantFrom('eu', 'us', 'EU', 'asia', 'default'), fc.constantFrom('ghost', '', 'e u'));
const linked = mostly(fc.constantFrom('us', 'eu', 'EU', 'asia'), fc.constantFrom('default', 'ghost'));
const stockIds = mostly(fc.constantFrom(2, 3, 2, 3, 2, 3, 1), fc.constantFrom(4, 9, 0));
const linkable = mostly(fc.constantFrom(2, 3), fc.constantFrom(1, 4, 9));
const quantities = mostly(
  fc.constantFrom('1', '0', '2.5', '10', '0.0001', '-1', '3.9999'),
  fc.constantFrom('99999999.9999', '-99999999.9999', '100000000'),
);
const promises = mostly(
  fc.constantFrom('-1', '-2', '-0.5', '1', '-2.5001', '-0.0001', '0', '-10', '2'),
  fc.constantFrom('-99999999.9999', '99999999.9999', '-100000000'),
);

const some = <T>(...values: T[]) => fc.constantFrom<(T | null | undefined)[]>(undefined, undefined, ...values, null);
const SETTINGS = {
  minQty: some('2', '-3', '0.5', '0'),
  backorders: mostly(some(0, 1, 2), fc.constant(3)),
  manageStock: some(true, true, false),
  minSaleQty: some('0', '1', '2'),
  maxSaleQty: some('0', '3', '10000'),
  enableQtyIncrements: some(true, false),
  qtyIncrements: mostly(some('0.5', '2'), fc.constant('0')),
  isQtyDecimal: some(true, true, false),
  notifyStockQty: mostly(some('3', '0'), fc.constant('100000000')),
};

/** A command about the quantities of these SKUs. */
export function skuCommands(saved: fc.Arbitrary<string>, asked = saved): fc.Arbitrary<Command> {
  const items = fc.record({
    sku: saved,
    sourceCode: sources,
    quantity: mostly(quantities, fc.constant(null)),
    status: mostly(fc.constantFrom(1, 1, 0), fc.constantFrom(2, null)),
  });
  const pairs = fc.record({ sku: asked, sourceCode: sources });
  const configurations = fc.record({ sku: saved, ...SETTINGS });
  const parts = fc.record({ sku: asked, quantity: mostly(quantities, fc.constant(null)) });
  const ends = { originSourceCode: sources, destinationSourceCode: sources };
  const reservations = fc.record({ stockId: stockIds, sku: asked, quantity: promises });
  return fc.oneof(
    {
      arbitrary: command('SaveStockItemConfigurations', { configurations: few(configurations) }),
      weight: 2,
    },
    { arbitrary: command('SaveSourceItems', { items: few(items) }), weight: 4 },
    { arbitrary: command('DeleteSourceItems', { items: few(pairs) }), weight: 2 },
    { arbitrary: command('AssignSkusToSources', { skus: few(asked), sourceCodes: few(sources) }), weight: 1 },
    { arbitrary: command('UnassignSkusFromSources', { skus: few(asked), sourceCodes: few(sources) }), weight: 1 },
    { arbitrary: command('TransferSkus', { skus: few(asked), ...ends, unassignFromOrigin: fc.boolean() }), weight: 1 },
    { arbitrary: command('TransferSourceItems', { items: few(parts), ...ends }), weight: 2 },
    {
      arbitrary: command('PlaceReservations', {
        reservations: few(reservations),
        check: fc.constantFrom(undefined, true, false),
      }),
      weight: 5,
    },
  );
}

const things = fc.constantFrom(
  ...[
    { itemId: '1', sku: 'CHAIR' },
    { itemId: '1', sku: 'chair' },
    { itemId: '2', sku: 'SOFA' },
  ],
  ...[
    { itemId: '3', sku: 'Stühl' },
    { itemId: '4', sku: 'CHAIR' },
    { itemId: '2', sku: null },
  ],
  ...[
    { itemId: '1', sku: 'SOFA' },
    { itemId: '9', sku: 'NEVER SEEN' },
    { itemId: '', sku: 'CHAIR' },
  ],
);
const orderLines = fc
  .record({
    thing: things,
    quantity: mostly(fc.constantFrom('1', '2', '0.5', '1'), fc.constantFrom(null, '0', '-1', '100000000')),
    virtual: fc.constantFrom(false, false, true, null),
  })
  .map(({ thing, ...line }) => ({ ...thing, ...line }));
const eventTypes = mostly(
  fc.constantFrom(
    ...(['order_placed', 'order_placed', 'order_placed', 'shipment_created', 'shipment_created'] as const),
    ...(['invoice_created', 'creditmemo_created', 'order_canceled', 'order_place_failed'] as const),
  ),
  fc.constantFrom('order_eaten', null),
);
const orderEvents = fc.record({
  type: eventTypes,
  id: mostly(
    fc.nat(200).map((n) => `e-${n}`),
    fc.constantFrom('e-1', '', null),
  ),
  order: mostly(
    fc.record({
      incrementId: fc.constantFrom('A', 'a ', 'B'),
      entityId: fc.constantFrom('1', '2', null, undefined),
      salesChannel: mostly(
        fc.constantFrom({ type: 'website', code: 'web' }, { type: 'website', code: 'base' }),
        fc.constantFrom({ type: 'till', code: 'one' }, { type: 'website', code: '' }, null),
      ),
      pickupLocationCode: fc.constantFrom('us', 'EU', null, undefined),
    }),
    fc.constant(null),
  ),
  items: fc.oneof({ arbitrary: few(orderLines), weight: 5 }, { arbitrary: fc.constant(null), weight: 1 }),
  sourceCode: mostly(fc.constantFrom('eu', 'us', 'EU'), fc.constantFrom('ghost', 'asia', '', null)),
  returnToStock: fc.constantFrom(true, true, false, null),
});

/** A command about orders. */
const orderCommands: fc.Arbitrary<Command> = fc.oneof(
  {
    arbitrary: command('ReportOrderEvents', {
      events: few(orderEvents),
      check: fc.constantFrom(undefined, true, false),
    }),
    weight: 6,
  },
  {
    arbitrary: command('CompensateReservations', {
      compensations: few(
        fc.record({
          incrementId: mostly(fc.constantFrom('A', 'a ', 'B'), fc.constantFrom('C', '')),
          sku: fc.constantFrom('CHAIR', 'sofa', 'Stühl', 'NEVER SEEN'),
          quantity: fc.constantFrom('-1', '-2.5', '1', '3'),
          stockId: mostly(fc.constantFrom(2, 1), fc.constant(99)),
        }),
      ),
    }),
    weight: 1,
  },
  { arbitrary: command('NotifyOrdersReadyForPickup', { orderIds: few(fc.constantFrom('1', '2', '3')) }), weight: 1 },
);

const savedSources = fc.record({
  sourceCode: mostly(fc.constantFrom('eu', 'us', 'EU', 'asia'), sources),
  name: mostly(fc.stringMatching(/^[A-Z]{2}$/), fc.constantFrom('Europe', 'Source us', 'SOURCE EU ', 'Default Source')),
  enabled: fc.constantFrom(true, false, undefined, null),
  postcode: mostly(fc.constant('10115'), fc.constant(null)),
  countryId: fc.constant('DE'),
});
const channels = fc.record({
  type: mostly(fc.constantFrom('website', 'Website', 'till'), fc.constant(null)),
  code: mostly(fc.constantFrom('web', 'WEB', 'base', 'one'), fc.constant('')),
});
const savedStocks = fc.record({
  stockId: fc.constantFrom(undefined, undefined, 2, 3, 1, 4, 0, null),
  name: fc.oneof(fc.stringMatching(/^[A-Z]{2}$/), fc.constantFrom('EU', 'us', 'Asia ', 'Default Stock', 'asia')),
  salesChannels: fc.oneof(fc.constant(undefined), fc.array(channels, { maxLength: 2 })),
});
const links = fc.record({
  stockId: linkable,
  sourceCode: linked,
  priority: mostly(fc.constantFrom(1, 2), fc.constantFrom(0, null)),
  mustBeNew: mostly(fc.constantFrom(undefined, false), fc.constant(true)),
});
const pairs = fc.record({ stockId: linkable, sourceCode: linked });
const registered = fc.record({ code: fc.constantFrom('web', 'one', 'ONE', 'two', '') });

/** A command about sources, stocks, links, channels or websites. */
const topologyCommands: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: command('AssignSourcesToStock', { links: few(links) }), weight: 4 },
  { arbitrary: command('UnassignSourcesFromStock', { links: few(pairs) }), weight: 3 },
  { arbitrary: command('SaveSources', { sources: few(savedSources) }), weight: 3 },
  { arbitrary: command('DeleteSources', { sourceCodes: few(sources) }), weight: 1 },
  { arbitrary: command('SaveStocks', { stocks: few(savedStocks) }), weight: 3 },
  {
    arbitrary: command('DeleteStocks', { stockIds: fc.oneof(fc.tuple(fc.constantFrom(3, 4)), few(stockIds)) }),
    weight: 2,
  },
  { arbitrary: command('RegisterWebsites', { websites: few(registered) }), weight: 1 },
  {
    arbitrary: command('SaveStockItemConfigurationDefaults', {
      defaults: fc.record({ ...SETTINGS, canSubtract: some(true, true, false) }),
    }),
    weight: 1,
  },
);

/** A command that changes what a stock is supplied by. */
export const rewiring: fc.Arbitrary<Command> = fc.oneof(
  command('AssignSourcesToStock', { links: fc.array(links, { minLength: 1, maxLength: 1 }) }),
  command('UnassignSourcesFromStock', { links: fc.array(pairs, { minLength: 1, maxLength: 1 }) }),
);

const quantityCommands: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: skuCommands(saved, asked), weight: 3 },
  { arbitrary: orderCommands, weight: 2 },
  { arbitrary: claimCommands, weight: 4 },
);

const batches: fc.Arbitrary<History> = fc.array(
  fc.oneof(
    { arbitrary: fc.array(quantityCommands, { minLength: 1, maxLength: 8, size: 'max' }), weight: 6 },
    { arbitrary: fc.array(topologyCommands, { minLength: 1, maxLength: 4, size: 'max' }), weight: 3 },
    { arbitrary: fc.constant<Command[]>([]), weight: 1 },
  ),
  { minLength: 1, maxLength: 12, size: 'max' },
);

/** What happens to a shop: batches about quantities and about the topology by turns of chance, after claims as a rule. */
export const histories: fc.Arbitrary<History> = fc
  .tuple(fc.constantFrom<History[]>([], [CLAIMED], [CLAIMED], [CLAIMED]), batches)
  .map(([claimed, rest]) => [...claimed, ...rest]);
