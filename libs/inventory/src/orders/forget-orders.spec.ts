import { sql } from 'kysely';
import { item, link, orderEvent, report, reserveUnchecked, source, stock, websites } from '#testing/builders';
import { ledger } from '#testing/holdings';
import { scenario, scenariosInAWorld, type Expectation } from '#testing/scenario';
import { countBalancedLines, forgetBalancedLines, forgetClosedOrders } from './forget-orders.sql.js';
import { orderByIncrementId } from './orders.queries.js';

scenariosInAWorld();

const SHOP = [
  ...[websites('web'), source('eu'), stock('EU', ['web']), link(2, 'eu')],
  ...[item('eu', 'CHAIR', 9), item('eu', 'SOFA', 9)],
];
const placed = (increment: string) =>
  report(
    orderEvent('order_placed', increment, [
      ['CHAIR', 2],
      ['SOFA', 1],
    ]),
  );
const shipped = (increment: string, sku: string, quantity: number) =>
  report(orderEvent('shipment_created', increment, [[sku, quantity]], { sourceCode: 'eu' }));

/** So many days go by, and a worker forgets what is older than 90. */
const after =
  (days: number): Expectation =>
  async (_, { orm }) => {
    const em = orm.em.fork();
    await sql`update reservation set created_at = created_at - make_interval(days => ${days}::int)`.execute(
      em.getKysely(),
    );
    await sql`update sales_order set updated_at = updated_at - make_interval(days => ${days}::int)`.execute(
      em.getKysely(),
    );
    for (let last: number | undefined = 0; last !== undefined;) {
      const [chunk, before] = [
        { afterSkuId: last, size: 1 },
        await countBalancedLines(em, 90, { afterSkuId: last, size: 1 }),
      ];
      const dropped = await forgetBalancedLines(em, 90, chunk);
      expect(dropped).toEqual(before);
      last = dropped.last;
    }
    await forgetClosedOrders(em, 90, 10);
  };

/** These orders are known still, and no other. */
const known =
  (...increments: string[]): Expectation =>
  async (_, { orm }) => {
    const found = await Promise.all(['1', '2'].map((increment) => orderByIncrementId(orm.em.fork(), increment)));
    expect(found.flatMap((order) => order?.incrementId ?? [])).toEqual(increments);
  };

scenario('an order that is closed for long is forgotten with its lines, and nothing else reserved changes')
  .given(...SHOP, placed('1'), placed('2'), shipped('1', 'CHAIR', 2), reserveUnchecked(2, 'CHAIR', -1))
  .when(shipped('1', 'SOFA', 1))
  .then(
    after(91),
    known('2'),
    ledger(2, 'CHAIR', ['order_placed', -2], [null, -1]),
    ledger(2, 'SOFA', ['order_placed', -1]),
  );

scenario('of an order that is open, lines that add up to nothing are dropped by SKU and stock')
  .given(...SHOP, placed('1'))
  .when(shipped('1', 'CHAIR', 2))
  .then(after(91), known('1'), ledger(2, 'CHAIR'), ledger(2, 'SOFA', ['order_placed', -1]));

scenario('nothing is forgotten before its time')
  .given(...SHOP, placed('1'))
  .when(report(orderEvent('order_canceled', '1', 'all')))
  .then(after(89), known('1'), ledger(2, 'SOFA', ['order_placed', -1], ['order_canceled', 1]));

scenario('lines that name no order stay, whatever they add up to')
  .given(...SHOP, reserveUnchecked(2, 'CHAIR', -1))
  .when(reserveUnchecked(2, 'CHAIR', 1))
  .then(after(91), ledger(2, 'CHAIR', [null, -1], [null, 1]));

scenario('the events of a forgotten order are forgotten with it')
  .given(...SHOP, placed('1'), report(orderEvent('order_canceled', '1', 'all')))
  .when(item('eu', 'CHAIR', 8))
  .then(after(91), known(), async (_, world) => {
    const { outcomes } = await world.apply(placed('1'));
    expect(outcomes).toEqual([{ status: 'done', view: {} }]);
    await known('1')({ outcomes, updates: [], crossings: [], changes: [], watched: [] }, world);
  });
