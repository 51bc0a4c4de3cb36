import { enter, pace, PATHS, succeeded } from '../door.js';
import type { Installation } from '../installation.js';
import type { Comparison, Row } from '../reading.js';
import { MagentoModel } from '../rivals/magento-model.js';
import { medusaRace } from '../rivals/medusa.js';
import { vendureRace } from '../rivals/vendure.js';

const UNITS = 100;
const BUYERS = 1_000;
const AT_ONCE = 16;
const BUYERS_AT_VENDURE = 150;

/** What 1,000 buyers, 16 at once, were promised of 100 units, and what of that the system has counted. */
interface Sale {
  what: string;
  accepted?: number;
  counted?: number;
}

/** The race that oversells: how many units too many were promised, and how many of the promises were lost. */
export const oversellRace: Row = {
  name: 'oversell-race',
  async run(installation) {
    const ours = await sell(installation);
    const medusa = (await medusaRace(installation, BUYERS, UNITS)).map(({ what, race }) => ({ what, ...race }));
    const vendure = await vendureRace(installation, BUYERS_AT_VENDURE, UNITS);
    const rivals: Sale[] = [...medusa, vendure, await sellByMagentoModel(installation)];
    const tooMany = ({ accepted }: Sale) => (accepted === undefined ? undefined : accepted - UNITS);
    const lost = ({ accepted, counted }: Sale) =>
      accepted === undefined || counted === undefined ? undefined : accepted - counted;
    const beside = (figureOf: (sale: Sale) => number | undefined): Comparison[] =>
      rivals.map((sale) => ({ what: sale.what, figure: figureOf(sale) }));
    return [
      {
        what: `promised beyond ${UNITS} units, ${BUYERS} buyers, ${AT_ONCE} at once`,
        ...{ unit: '', figure: tooMany(ours)!, rivals: beside(tooMany), must: { atMost: 0 } },
      },
      {
        what: 'promised, but missing from what is counted as reserved',
        ...{ unit: '', figure: lost(ours)!, rivals: beside(lost), must: { atMost: 0 } },
      },
    ];
  },
};

async function sell(installation: Installation): Promise<Sale> {
  const [gateway] = await Promise.all([installation.startGateway(), installation.startWorker()]);
  const connections = await enter(gateway.url, AT_ONCE);
  const item = { sku: 'HOT', source_code: 'default', quantity: UNITS, status: 1 };
  succeeded(await connections[0]!.post(PATHS.sourceItems, { sourceItems: [item] }));
  let accepted = 0;
  await pace(connections, BUYERS, async (connection) => {
    const reservations = [{ stock_id: 1, sku: 'HOT', quantity: -1 }];
    const { status, body } = await connection.post(PATHS.reservations, { reservations });
    if (status === 200) accepted++;
    else if (status !== 400) throw new Error(`A buyer was answered ${status}: ${body}`);
  });
  for (const connection of connections) connection.close();
  const { rows } = await installation.db.query<{ counted: number }>(
    'select reserved::int as counted from stock_index where stock_id = 1',
  );
  return { what: 'Stockwire', accepted, counted: rows[0]!.counted };
}

async function sellByMagentoModel(installation: Installation): Promise<Sale> {
  const magento = await MagentoModel.open(installation);
  await magento.stock(['HOT'], UNITS);
  const { accepted } = await magento.reserve(Array<string>(BUYERS).fill('HOT'));
  await magento.close();
  return { what: MagentoModel.what, accepted, counted: accepted };
}
