import fc from 'fast-check';
import type { Command, CommandData, CommandName } from '#contracts/commands';
import { item, link, reserve, source, stock, websites } from '#testing/builders';

/** Commands in the order they come, cut into batches of one kind of lock. */
export type History = Command[][];

/** Two stocks that share a source and have a second of their own, a disabled one, and something to sell: what histories begin with. */
export const SHOP: History = [
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

/** A command about the quantities of these SKUs. */
export function skuCommands(saved: fc.Arbitrary<string>, asked = saved): fc.Arbitrary<Command> {
  const items = fc.record({
    sku: saved,
    sourceCode: sources,
    quantity: mostly(quantities, fc.constant(null)),
    status: mostly(fc.constantFrom(1, 1, 0), fc.constantFrom(2, null)),
  });
  const pairs = fc.record({ sku: asked, sourceCode: sources });
  const reservations = fc.record({ stockId: stockIds, sku: asked, quantity: promises });
  return fc.oneof(
    { arbitrary: command('SaveSourceItems', { items: few(items) }), weight: 4 },
    { arbitrary: command('DeleteSourceItems', { items: few(pairs) }), weight: 2 },
    {
      arbitrary: command('PlaceReservations', {
        reservations: few(reservations),
        check: fc.constantFrom(undefined, true, false),
      }),
      weight: 5,
    },
  );
}

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
);

/** A command that changes what a stock is supplied by. */
export const rewiring: fc.Arbitrary<Command> = fc.oneof(
  command('AssignSourcesToStock', { links: fc.array(links, { minLength: 1, maxLength: 1 }) }),
  command('UnassignSourcesFromStock', { links: fc.array(pairs, { minLength: 1, maxLength: 1 }) }),
);

/** What happens to a shop: batches about quantities and about the topology by turns of chance. */
export const histories: fc.Arbitrary<History> = fc.array(
  fc.oneof(
    fc.array(skuCommands(saved, asked), { minLength: 1, maxLength: 8, size: 'max' }),
    fc.array(topologyCommands, { minLength: 1, maxLength: 4, size: 'max' }),
  ),
  { minLength: 1, maxLength: 12, size: 'max' },
);

function command<N extends CommandName>(
  name: N,
  data: { [F in keyof CommandData[N]]: fc.Arbitrary<CommandData[N][F]> },
) {
  return fc.record({ name: fc.constant(name), data: fc.record(data) }) as unknown as fc.Arbitrary<Command>;
}

/** Lists are rarely empty, and short, so that what they name meets again. */
function few<T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return mostly(fc.array(of, { minLength: 1, maxLength: 3 }), fc.constant<T[]>([]));
}

function mostly<T, U>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<U>): fc.Arbitrary<T | U> {
  return fc.oneof({ arbitrary: usual, weight: 30 }, { arbitrary: odd, weight: 1 });
}
