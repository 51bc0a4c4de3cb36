import { enter, openAll, paceFor, PATHS, succeeded } from '../door.js';
import type { HttpConnection } from '../http-connection.js';
import type { Installation } from '../installation.js';
import { percentile } from '../percentile.js';
import type { Comparison, Row } from '../reading.js';
import { MagentoModel } from '../rivals/magento-model.js';
import { medusaReads } from '../rivals/medusa.js';
import { vendureReads } from '../rivals/vendure.js';
import { Traffic } from '../traffic.js';
import { saving, skuName, SOURCES, STOCKS, topology } from '../warehouse.js';

const SKUS = 1_000;
const UNITS = 5_000;
const OPEN = 1_000;
const AT_ONCE = 64;
const ROUNDS = 5;
const SECONDS = 1;
const MODEL_READS = 10_000;

/** `GET /V1/inventory/get-product-salable-quantity`, 64 at once, in turns with a server that answers a constant. */
export const salableRead: Row = {
  name: 'salable-read',
  async run(installation) {
    const ours = await stocked(installation);
    const constant = await installation.startBeside('constant', 'dist/bench/floors/constant-server.js');
    const path = (sku: string) => `/constant/${sku}/${STOCKS[0]}`;
    const bare = { connections: await openAll(constant.url, AT_ONCE), path, answer: '5' };
    const [reads, floor] = await inTurns(ours, bare);
    return [
      {
        ...{ what: 'salable quantity, 64 at once', unit: '/s', figure: reads },
        floor: { what: 'Nest and fastify answering a constant', figure: floor },
        rivals: [
          await medusaReads(installation),
          await vendureReads(installation),
          ...(await magentoReads(installation, [0])),
        ],
        must: { atLeastTimesFloor: 0.5 },
        aim: { atLeastTimesFloor: 0.8 },
      },
    ];
  },
};

/** The same beside a million open reservations, in turns with an installation that has none. */
export const readWithReservations: Row = {
  name: 'read-with-reservations',
  async run(installation, another) {
    const reserved = await stocked(installation, OPEN);
    const free = await stocked(await another());
    const [reads, floor] = await inTurns(reserved, free);
    const million = (SKUS * OPEN).toLocaleString('en');
    return [
      {
        ...{ what: `salable quantity, 64 at once, ${million} open reservations`, unit: '/s', figure: reads },
        floor: { what: 'the same with none', figure: floor },
        rivals: await magentoReads(installation, [0, OPEN]),
        must: { atLeastTimesFloor: 0.91 },
        aim: { atLeastTimesFloor: 0.96 },
      },
    ];
  },
};

/** What is asked over which connections, and the right answer. */
interface Readers {
  connections: HttpConnection[];
  path: (sku: string) => string;
  answer: string;
}

/** A gateway before 1,000 SKUs, each with so many open reservations of one unit. */
async function stocked(installation: Installation, open = 0): Promise<Readers> {
  const traffic = await Traffic.start(installation);
  await traffic.prepare(topology());
  const items = skus().map((sku) => ({ sku, sourceCode: SOURCES[0]!, quantity: String(UNITS), status: 1 }));
  await traffic.prepare(saving(items, 500));
  if (open > 0) {
    await installation.db.query(
      `insert into reservation (stock_id, sku_id, quantity, created_at)
       select $1, sku_id, -1, now() from sku, generate_series(1, $2::int)`,
      [STOCKS[0], open],
    );
    await installation.stockwire('index', 'rebuild');
    await installation.db.query('vacuum analyze reservation');
  }
  const gateway = await installation.startGateway();
  const path = (sku: string) => PATHS.salable(sku, STOCKS[0]!);
  return { connections: await enter(gateway.url, AT_ONCE), path, answer: String(UNITS - open) };
}

/** Reads a second of each, in rounds of the one and the other so that both meet the same noise; the medians of the rounds. */
async function inTurns(ours: Readers, other: Readers): Promise<[number, number]> {
  const names = skus();
  const figures: [number[], number[]] = [[], []];
  for (let round = -1; round < ROUNDS; round++) {
    for (const [index, { connections, path, answer }] of [ours, other].entries()) {
      const perSecond = await paceFor(connections, SECONDS, async (connection, read) => {
        const { body } = succeeded(await connection.get(path(names[(read * 7_919) % SKUS]!)));
        if (body !== answer) throw new Error(`Read ${body} instead of ${answer}.`);
      });
      if (round >= 0) figures[index]!.push(perSecond);
    }
  }
  for (const connection of [...ours.connections, ...other.connections]) connection.close();
  return [percentile(figures[0], 50), percentile(figures[1], 50)];
}

async function magentoReads(installation: Installation, opens: number[]): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const open of opens) {
    const magento = await MagentoModel.open(installation);
    await magento.stock(skus(), UNITS, open);
    const reads = open > 0 ? MODEL_READS / 5 : MODEL_READS;
    const names = skus();
    const figure = await magento.read(Array.from({ length: reads }, (_, read) => names[(read * 7_919) % SKUS]!));
    await magento.close();
    const reservations = (open * SKUS).toLocaleString('en');
    comparisons.push({ what: `${MagentoModel.what}, without HTTP, ${reservations} open`, figure });
  }
  return comparisons;
}

function skus(): string[] {
  return Array.from({ length: SKUS }, (_, index) => skuName(index));
}
