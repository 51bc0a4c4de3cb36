import { setTimeout as sleep } from 'node:timers/promises';
import { enter, PATHS, succeeded } from '../door.js';
import { IndexReaders } from '../index-readers.js';
import type { Installation } from '../installation.js';
import { fillIndex, fillSources, LARGE } from '../large-stock.js';
import { percentile } from '../percentile.js';
import type { Row } from '../reading.js';
import { SteadyWrites } from '../steady-writes.js';
import { Traffic } from '../traffic.js';
import { SOURCES, STOCKS, topology } from '../warehouse.js';

const QUIET_MS = 2_000;
const PATIENCE_MS = 120_000;
const SHARED_SOURCE = SOURCES[3]!;

/**
 * A source with 125,000 items is unlinked from two stocks, which changes each of 250,000 index rows, while items are saved and salable
 * quantities read: no read finds anything else than before or after, and none that begins after the answer finds what was before.
 */
export const topologyChange: Row = {
  name: 'topology-change',
  mostRuns: 3,
  async run(installation) {
    const traffic = await Traffic.start(installation);
    await traffic.prepare(topology());
    await fillSources(installation);
    await fillIndex(installation);
    const gateway = await installation.startGateway();
    const [before, after] = [LARGE.unitsOnStock, LARGE.unitsOnStock - 1];
    const readers = await IndexReaders.start(gateway.url, installation.databaseUrl, {
      ...{ skus: LARGE.skus, quantities: [before, after] },
    });
    const writes = await SteadyWrites.start(gateway.url);
    await sleep(QUIET_MS);
    writes.take();
    await sleep(QUIET_MS);
    const usual = writes.take();

    const [door] = await enter(gateway.url, 1);
    const links = STOCKS.map((stock_id) => ({ stock_id, source_code: SHARED_SOURCE }));
    const began = performance.now();
    succeeded(await door!.post(PATHS.unlink, { links }));
    const answered = performance.now() - began;
    readers.expect([after]);
    await told(installation);
    const all = performance.now() - began;
    const meanwhile = writes.take();
    door!.close();
    await writes.stop();
    await readers.stop();
    return [
      {
        ...{ what: '250,000 rows change: the longest write of an item meanwhile', unit: 'ms' },
        figure: Math.max(...meanwhile),
        floor: { what: 'the longest write in two seconds before', figure: Math.max(...usual) },
        must: { atMost: 1_000 },
      },
      {
        ...{ what: '250,000 rows change: a write of an item meanwhile, p99', unit: 'ms' },
        figure: percentile(meanwhile, 99),
        floor: { what: 'in two seconds before, p99', figure: percentile(usual, 99) },
      },
      { what: '250,000 rows change: answered, and true for every reader, after', unit: 'ms', figure: answered },
      { what: '250,000 rows change: every event published after', unit: 's', figure: all / 1_000 },
    ];
  },
};

/** Waits until every index row is refreshed and its event published. */
async function told({ db }: Installation): Promise<void> {
  await until(async () => (await db.query('select from rewiring')).rowCount === 0);
  const { rows } = await db.query<{ last: string }>('select last_value as last from outbox_outbox_id_seq');
  await until(async () => (await db.query('select from outbox where outbox_id <= $1', [rows[0]!.last])).rowCount === 0);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('Two minutes later not every event is published.');
    await sleep(50);
  }
}
