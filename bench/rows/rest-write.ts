import { enter, paceFor, saveOne } from '../door.js';
import { bareRoundTrips } from '../floors/bare-round-trip.js';
import type { HttpConnection } from '../http-connection.js';
import { percentile } from '../percentile.js';
import type { Reading, Row } from '../reading.js';

const WARM_UP = 300;
const WRITES = 1_000;
const AT_ONCE = 64;
const WARM_UP_SECONDS = 4;
const SECONDS = 10;
const SKUS = 5_000;
// Beyond any warm-up, so that no write repeats one of it.
const MEASURED_FROM = 1_000_000;

const PROMISED = {
  50: { must: { atMost: 12 }, aim: { atMost: 5 } },
  99: { must: { atMost: 50 } },
};

/** `POST /V1/inventory/source-items` with one item, one at a time over one connection: gateway → Kafka → worker → answer. */
export const restWrite: Row = {
  name: 'rest-write',
  async run(installation) {
    const [gateway] = await Promise.all([installation.startGateway(), installation.startWorker()]);
    const [connection] = await enter(gateway.url, 1);
    const taken: number[] = [];
    for (let write = 0; write < WARM_UP + WRITES; write++) {
      const began = performance.now();
      await saveOne(connection!, write, 100);
      taken.push(performance.now() - began);
    }
    connection!.close();

    const bare = await bareRoundTrips(installation, WRITES, WARM_UP);
    const reading = (percent: 50 | 99): Reading => ({
      ...{ what: `one item, one at a time, p${percent}`, unit: 'ms', ...PROMISED[percent] },
      figure: percentile(taken.slice(WARM_UP), percent),
      floor: { what: `produce + consume + one-row commit, p${percent}`, figure: percentile(bare, percent) },
    });
    return [reading(50), reading(99)];
  },
};

/** The same, 64 at once over as many connections. */
export const restWrites: Row = {
  name: 'rest-writes',
  async run(installation) {
    const [gateway] = await Promise.all([installation.startGateway(), installation.startWorker()]);
    const connections = await enter(gateway.url, AT_ONCE);
    const saveFrom = (first: number) => (connection: HttpConnection, write: number) =>
      saveOne(connection, first + write, SKUS);
    await paceFor(connections, WARM_UP_SECONDS, saveFrom(0));
    const perSecond = await paceFor(connections, SECONDS, saveFrom(MEASURED_FROM));
    for (const connection of connections) connection.close();
    const promised = { must: { atLeast: 1_500 }, aim: { atLeast: 4_000 } };
    return [{ what: `one item, ${AT_ONCE} at once`, unit: '/s', figure: perSecond, ...promised }];
  },
};
