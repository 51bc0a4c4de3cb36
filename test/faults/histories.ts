import fc from 'fast-check';
import type { Command } from '#contracts/commands';
import { item, link, reserve, source, stock, websites } from '#testing/builders';

/** Commands in the order they come, cut into batches of one kind of lock. */
export type History = Command[][];

/** Two stocks that share a source, one of them with a second, and something to sell: what histories begin with. */
export const SHOP: History = [
  [source('eu'), source('us'), websites('web'), stock('EU', ['web']), stock('US')],
  [link(2, 'eu'), link(3, 'eu'), link(3, 'us')],
  [
    item('eu', 'CHAIR', 5),
    item('us', 'CHAIR', '2.5'),
    item('eu', 'Stühl', 3, 0),
    item('us', 'SOFA', 1),
    reserve(3, ['SOFA', -1]),
  ],
];

/** Spellings of four SKUs, then what is refused or never seen. */
const SKUS = ['CHAIR', 'chair', 'Chair  ', 'SOFA', 'Stühl', 'Stu\u0308hl', 'STÜHL', 'MATH\u0331', 'mat\u1e96'];
const skus = mostly(fc.constantFrom(...SKUS), fc.constantFrom(' ', 'NEVER SEEN', ' CHAIR', 'X'.repeat(65)));
const sources = mostly(fc.constantFrom('eu', 'us', 'EU', 'asia', 'default'), fc.constantFrom('ghost', '', 'e u'));
const stockIds = mostly(fc.constantFrom(2, 3, 1, 4), fc.constantFrom(9, 0));
const quantities = mostly(
  fc.constantFrom('1', '0', '2.5', '10', '0.0001', '-1', '3.9999'),
  fc.constantFrom('99999999.9999', '-99999999.9999', '100000000'),
);
const promises = mostly(
  fc.constantFrom('-1', '-2', '-0.5', '1', '-2.5001', '-0.0001', '0', '-10', '2'),
  fc.constantFrom('-99999999.9999', '99999999.9999', '-100000000'),
);

const saveItems = fc.record({
  name: fc.constant('SaveSourceItems' as const),
  data: fc.record({
    items: few(
      fc.record({
        sku: skus,
        sourceCode: sources,
        quantity: mostly(quantities, fc.constant(null)),
        status: mostly(fc.constantFrom(1, 1, 0), fc.constantFrom(2, null)),
      }),
    ),
  }),
});
const deleteItems = fc.record({
  name: fc.constant('DeleteSourceItems' as const),
  data: fc.record({ items: few(fc.record({ sku: skus, sourceCode: sources })) }),
});
const place = fc.record({
  name: fc.constant('PlaceReservations' as const),
  data: fc.record({
    reservations: few(fc.record({ stockId: stockIds, sku: skus, quantity: promises })),
    check: fc.constantFrom(undefined, true, false),
  }),
});

const saveSources = fc.record({
  name: fc.constant('SaveSources' as const),
  data: fc.record({
    sources: few(
      fc.record({
        sourceCode: sources,
        name: fc.constantFrom('Europe', 'America', 'Source us', 'SOURCE EU ', 'Default Source'),
        enabled: fc.constantFrom(true, false, undefined, null),
        postcode: mostly(fc.constant('10115'), fc.constant(null)),
        countryId: fc.constant('DE'),
      }),
    ),
  }),
});
const saveStocks = fc.record({
  name: fc.constant('SaveStocks' as const),
  data: fc.record({
    stocks: few(
      fc.record({
        stockId: fc.constantFrom(undefined, 1, 2, 3, 4, 0, null),
        name: fc.constantFrom('EU', 'us', 'Asia ', 'Default Stock', 'asia', 'Rest'),
        salesChannels: fc.array(
          fc.record({
            type: mostly(fc.constantFrom('website', 'Website', 'till'), fc.constant(null)),
            code: mostly(fc.constantFrom('web', 'WEB', 'base', 'one'), fc.constant('')),
          }),
          { maxLength: 2 },
        ),
      }),
    ),
  }),
});
const deleteStocks = fc.record({
  name: fc.constant('DeleteStocks' as const),
  data: fc.record({ stockIds: few(stockIds) }),
});
const assign = fc.record({
  name: fc.constant('AssignSourcesToStock' as const),
  data: fc.record({
    links: few(
      fc.record({
        stockId: stockIds,
        sourceCode: sources,
        priority: mostly(fc.constantFrom(1, 2), fc.constantFrom(0, null)),
        mustBeNew: fc.constantFrom(undefined, false, true),
      }),
    ),
  }),
});
const unassign = fc.record({
  name: fc.constant('UnassignSourcesFromStock' as const),
  data: fc.record({ links: few(fc.record({ stockId: stockIds, sourceCode: sources })) }),
});
const register = fc.record({
  name: fc.constant('RegisterWebsites' as const),
  data: fc.record({ websites: few(fc.record({ code: fc.constantFrom('web', 'one', 'ONE', 'two', '') })) }),
});

/** A command about quantities. */
export const skuCommand: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: saveItems, weight: 4 },
  { arbitrary: deleteItems, weight: 2 },
  { arbitrary: place, weight: 5 },
);

/** A command about sources, stocks, links, channels or websites. */
const topologyCommand: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: assign, weight: 4 },
  { arbitrary: unassign, weight: 3 },
  { arbitrary: saveSources, weight: 3 },
  { arbitrary: saveStocks, weight: 3 },
  { arbitrary: deleteStocks, weight: 2 },
  { arbitrary: register, weight: 1 },
);

/** What happens to a shop: batches about quantities and about the topology by turns of chance. */
export const histories: fc.Arbitrary<History> = fc.array(
  fc.oneof(
    { arbitrary: fc.array(skuCommand, { minLength: 1, maxLength: 8, size: 'max' }), weight: 3 },
    { arbitrary: fc.array(topologyCommand, { minLength: 1, maxLength: 4, size: 'max' }), weight: 2 },
  ),
  { minLength: 1, maxLength: 10, size: 'max' },
);

/** Lists are rarely empty, and short, so that what they name meets again. */
function few<T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return mostly(fc.array(of, { minLength: 1, maxLength: 3 }), fc.constant<T[]>([]));
}

function mostly<T, U>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<U>): fc.Arbitrary<T | U> {
  return fc.oneof({ arbitrary: usual, weight: 19 }, { arbitrary: odd, weight: 1 });
}
