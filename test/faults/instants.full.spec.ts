import { eventually } from '#testing/eventually';
import { note } from './report.js';
import { Chance, seed } from './scale.js';
import { openMarket, sabotaged, type Market } from './market.js';
import { Shoppers } from './shoppers.js';

let market: Market;
let shoppers: Shoppers;
beforeAll(async () => {
  market = await openMarket();
  shoppers = new Shoppers(market.pipe, new Chance(seed));
  await market.calm();
  await market.pipe.worker.end('SIGKILL');
});
afterAll(() => market?.close());

const ROUNDS = 3;

const INSTANTS = [
  ['after it decided and before it commits', 'decided'],
  ['after it committed', 'committed'],
  ['after it committed and before it stores its offset', 'before the offset'],
  ['after it read the outbox and before it publishes', 'read'],
  ['amid the transaction in which it publishes', 'sent'],
  ['after it published and before it empties the outbox', 'produced'],
] as const;

test.each(INSTANTS)(
  'a worker killed %s loses nothing and doubles nothing',
  async (when, instant) => {
    const { pipe } = market;
    for (let round = 1; round <= ROUNDS; round++) {
      const doomed = await pipe.another('worker', sabotaged(instant, round));
      const load = shoppers.send(200);
      await eventually(() => doomed.ended, 40_000);
      const heir = await pipe.another('worker');
      await load;
      await shoppers.sendLateCopies();
      await market.expectTruth(shoppers.journal);
      await market.calm();
      await heir.end('SIGKILL');
    }
    note({
      promise: 'no accepted command lost, each applied exactly once',
      run: `worker killed ${when}, ${ROUNDS} times under load`,
      seen: 'lost 0, twice 0, every event out, index true',
    });
  },
  240_000,
);
