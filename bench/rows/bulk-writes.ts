import { enter, logIn, paceFor, saveOne } from '../door.js';
import type { HttpConnection } from '../http-connection.js';
import { MemoryWatch } from '../memory-watch.js';
import { percentile } from '../percentile.js';
import type { Reading, Row } from '../reading.js';
import { skuName } from '../warehouse.js';

const OPERATIONS = 100_000;
const WARM_UP_SECONDS = 5;
const AT_ONCE = 16;
const SKUS = 1_000;

/** One request of 100,000 source items that nobody waits for: until it is accepted, until all are done, and what another client meets meanwhile. */
export const bulkWrites: Row = {
  name: 'bulk-writes',
  mostRuns: 3,
  async run(installation) {
    const [gateway] = await Promise.all([installation.startGateway(), installation.startWorker()]);
    const connections = await enter(gateway.url, AT_ONCE);
    await paceFor(connections, WARM_UP_SECONDS, (connection, write) => saveOne(connection, write, SKUS));

    const watch = new MemoryWatch(gateway.pid);
    const before = watch.peak;
    const body = JSON.stringify(Array.from({ length: OPERATIONS }, (_, index) => ({ sourceItems: [itemOf(index)] })));
    const began = performance.now();
    const uuid = await accept(gateway.url, body);
    const accepted = performance.now() - began;
    const waited = await untilDone(connections[0]!, uuid);
    const done = (performance.now() - began) / 1_000;
    watch.stop();
    for (const connection of connections) connection.close();
    await allAreDone(installation.db);
    return [
      { what: `${OPERATIONS} operations, accepted`, unit: 'ms', figure: accepted },
      { what: `${OPERATIONS} operations, done`, unit: 's', figure: done },
      { what: 'a write that is waited for meanwhile, median', unit: 'ms', figure: percentile(waited, 50) },
      { what: 'gateway, more than before', unit: 'MB', figure: watch.peak - before, must: { atMost: 150 } },
    ] satisfies Reading[];
  },
};

function itemOf(index: number) {
  return { sku: skuName(index), source_code: 'default', quantity: 1, status: 1 };
}

async function accept(url: string, body: string): Promise<string> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await logIn(url)}` };
  const answer = await fetch(`${url}/rest/all/async/bulk/V1/inventory/source-items`, { method: 'POST', headers, body });
  const { bulk_uuid, errors } = (await answer.json()) as { bulk_uuid: string; errors: boolean };
  if (answer.status !== 202 || errors) throw new Error(`The bulk was answered ${answer.status}.`);
  return bulk_uuid;
}

/** How long writes that were waited for took, one after the other, until nothing of a bulk was open any more. */
async function untilDone(connection: HttpConnection, uuid: string): Promise<number[]> {
  const taken: number[] = [];
  for (let open = OPERATIONS; open > 0;) {
    const began = performance.now();
    await saveOne(connection, taken.length + 1, SKUS);
    taken.push(performance.now() - began);
    open = Number((await connection.get(`/rest/V1/bulk/${uuid}/operation-status/4`)).body);
  }
  return taken;
}

async function allAreDone(db: { query<R extends object>(text: string): Promise<{ rows: R[] }> }) {
  const { rows } = await db.query<{ done: string }>('select count(*) as done from bulk_operation where status = 1');
  if (Number(rows[0]!.done) !== OPERATIONS) throw new Error(`${rows[0]!.done} operations are done.`);
}
