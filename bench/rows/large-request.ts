import { enter, PATHS, succeeded } from '../door.js';
import { percentile } from '../percentile.js';
import type { Reading, Row } from '../reading.js';
import { skuName } from '../warehouse.js';

const ITEMS = 2_000;
const WARM_UP = 3;
const REQUESTS = 9;

/** `POST /V1/inventory/source-items` with 2,000 items, one request at a time, until the answer that all is done. */
export const largeRequest: Row = {
  name: 'large-request',
  async run(installation) {
    const [gateway] = await Promise.all([installation.startGateway(), installation.startWorker()]);
    const [connection] = await enter(gateway.url, 1);
    const save = async (firstSku: number, quantity: number) => {
      const sourceItems = Array.from({ length: ITEMS }, (_, index) => ({
        ...{ sku: skuName(firstSku + index), source_code: 'default', quantity, status: 1 },
      }));
      const began = performance.now();
      succeeded(await connection!.post(PATHS.sourceItems, { sourceItems }));
      return performance.now() - began;
    };
    const fresh: number[] = [];
    const changed: number[] = [];
    for (let request = 0; request < WARM_UP + REQUESTS; request++) fresh.push(await save(request * ITEMS, 1));
    for (let request = 0; request < WARM_UP + REQUESTS; request++) changed.push(await save(0, 2 + request));
    connection!.close();
    await allAreThere(installation.db, (WARM_UP + REQUESTS) * ITEMS);

    const reading = (what: string, taken: number[]): Reading => ({
      ...{ what: `${what}, median of ${REQUESTS}`, unit: 'ms', figure: percentile(taken.slice(WARM_UP), 50) },
      rivals: [{ what: 'Magento 11 to 15 s (magento/inventory#2306), not measured here' }],
      must: { atMost: 400 },
      aim: { atMost: 150 },
    });
    return [reading('2,000 new items', fresh), reading('2,000 changed items', changed)];
  },
};

async function allAreThere(db: { query<R extends object>(text: string): Promise<{ rows: R[] }> }, items: number) {
  const { rows } = await db.query<{ count: string }>('select count(*) from source_item where quantity > 0');
  if (Number(rows[0]!.count) !== items) throw new Error(`${rows[0]!.count} items are there instead of ${items}.`);
}
