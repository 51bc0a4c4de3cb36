import { enter, paceFor, saveOne } from '../door.js';
import type { HttpConnection } from '../http-connection.js';
import { MemoryWatch } from '../memory-watch.js';
import type { Reading, Row } from '../reading.js';
import { Traffic } from '../traffic.js';
import { itemsFrom, saving, SOURCES, topology } from '../warehouse.js';

const AT_ONCE = 64;
const WARM_UP_SECONDS = 5;
const SECONDS = 15;
// Beyond any warm-up, so that no write repeats one of it.
const MEASURED_FROM = 1_000_000;
const SKUS = 5_000;
const WARM_UP_COMMANDS = 20_000;
const COMMANDS = 100_000;

/** Memory of the worker under commands as fast as they come, then of gateway and worker under writes by REST, 64 at once. */
export const memory: Row = {
  name: 'memory',
  async run(installation) {
    const traffic = await Traffic.start(installation);
    await traffic.prepare(topology());
    await traffic.prepare(saving(itemsFrom(0, SKUS * SOURCES.length, SKUS), 500));
    const commands = saving(itemsFrom(SKUS * SOURCES.length, WARM_UP_COMMANDS + COMMANDS, SKUS), 1);
    await traffic.prepare(commands.splice(0, WARM_UP_COMMANDS));
    const ofWorkerBusy = new MemoryWatch(traffic.worker.pid);
    await traffic.prepare(commands);
    ofWorkerBusy.stop();

    const gateway = await installation.startGateway();
    const connections = await enter(gateway.url, AT_ONCE);
    const saveFrom = (first: number) => (connection: HttpConnection, write: number) =>
      saveOne(connection, first + write, SKUS);
    await paceFor(connections, WARM_UP_SECONDS, saveFrom(0));
    const ofGateway = new MemoryWatch(gateway.pid);
    const ofWorkerServing = new MemoryWatch(traffic.worker.pid);
    await paceFor(connections, SECONDS, saveFrom(MEASURED_FROM));
    ofGateway.stop();
    ofWorkerServing.stop();
    for (const connection of connections) connection.close();

    return [
      peak('gateway, writes, peak', ofGateway.peak),
      growth('gateway, writes, last third against first', ofGateway.growth),
      peak('worker, commands and writes, peak', Math.max(ofWorkerServing.peak, ofWorkerBusy.peak)),
      growth('worker, commands, last third against first', ofWorkerBusy.growth),
    ];
  },
};

function peak(what: string, figure: number): Reading {
  return { what, unit: 'MB', figure, must: { atMost: 250 }, aim: { atMost: 150 } };
}

function growth(what: string, figure: number): Reading {
  return { what, unit: '×', figure, must: { atMost: 1.2 } };
}
