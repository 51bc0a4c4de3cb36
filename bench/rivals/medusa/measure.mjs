// node measure.mjs <work> <operations>: prints, as its last line, what Medusa's inventory module did of it, as JSON.
import { createRequire } from 'node:module';
import { MedusaApp } from '@medusajs/framework/modules-sdk';
import { createPgConnection, Modules } from '@medusajs/framework/utils';

const CALLERS = 16;
const READERS = 64;
const BATCH = 500;
const HERE = 'warehouse';
const SILENT = Object.fromEntries(['debug', 'info', 'warn', 'error'].map((level) => [level, () => undefined]));

const WORKS = { levels, batches, spread, hot, read };

const [work, operations, stock] = process.argv.slice(2);
const { inventory, locking, close } = await open(process.env.DATABASE_URL);
const result = await WORKS[work](Number(operations), Number(stock));
await close();
process.stdout.write(`\n${JSON.stringify({ version: versionOf('@medusajs/inventory'), ...result })}\n`);
process.exit(0);

/** Sets quantities, one level a call. */
async function levels(count) {
  const items = await itemsWith(Math.min(count, 500), 10);
  const update = (index) => inventory.updateInventoryLevels([levelOf(items[index % items.length], 20 + index)]);
  return { perSecond: await pace(count, CALLERS, update) };
}

/** Sets quantities, 500 levels a call; counted in levels. */
async function batches(count) {
  const items = await itemsWith(BATCH, 10);
  const update = (index) => inventory.updateInventoryLevels(items.map((item) => levelOf(item, 20 + index)));
  return { perSecond: BATCH * (await pace(count, 1, update)) };
}

/** Reserves one unit each of many items. */
async function spread(count) {
  const items = await itemsWith(count, 1);
  const reserve = (index) => inventory.createReservationItems([reservationOf(items[index])]);
  return { perSecond: await pace(count, CALLERS, reserve) };
}

/** Reserves one unit each of one item of which there are `units`: the module alone, then behind the lock of Medusa's own workflows. */
async function hot(count, units) {
  const [bare, guarded] = await itemsWith(2, units);
  const unlocked = await race(bare, count, (reserve) => reserve());
  const locked = await race(guarded, count, (reserve) => locking.execute([guarded], reserve));
  return { unlocked, locked };
}

async function race(item, count, guard) {
  let accepted = 0;
  const reserve = () => inventory.createReservationItems([reservationOf(item)]);
  const perSecond = await pace(count, CALLERS, async () => {
    await guard(reserve).then(
      () => accepted++,
      (error) => (/not enough/i.test(error.message) ? undefined : Promise.reject(error)),
    );
  });
  const [{ reserved_quantity: counted }] = await inventory.listInventoryLevels({ inventory_item_id: item });
  return { perSecond, accepted, counted: Number(counted) };
}

/** Asks how many are available. */
async function read(count) {
  const items = await itemsWith(500, 10);
  const ask = (index) => inventory.retrieveAvailableQuantity(items[index % items.length], [HERE]);
  return { perSecond: await pace(count, READERS, ask) };
}

async function itemsWith(count, quantity) {
  const ids = [];
  for (let made = 0; made < count; made += BATCH) {
    const skus = Array.from({ length: Math.min(BATCH, count - made) }, (_, index) => ({ sku: `SKU-${made + index}` }));
    const created = await inventory.createInventoryItems(skus);
    await inventory.createInventoryLevels(created.map(({ id }) => levelOf(id, quantity)));
    ids.push(...created.map(({ id }) => id));
  }
  return ids;
}

function levelOf(item, quantity) {
  return { inventory_item_id: item, location_id: HERE, stocked_quantity: quantity };
}

function reservationOf(item) {
  return { inventory_item_id: item, location_id: HERE, quantity: 1 };
}

/** Calls a second: so many calls by so many callers, each of which makes its next when it has the answer to its last. */
async function pace(count, callers, call) {
  let next = 0;
  const run = async () => {
    while (next < count) await call(next++);
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: callers }, run));
  return (1_000 * count) / (performance.now() - began);
}

async function open(clientUrl) {
  const connection = createPgConnection({ clientUrl, pool: { min: CALLERS, max: CALLERS } });
  const app = await MedusaApp({
    modulesConfig: {
      [Modules.INVENTORY]: { resolve: '@medusajs/inventory' },
      [Modules.LOCKING]: { resolve: '@medusajs/locking' },
    },
    injectedDependencies: { __pg_connection__: connection, logger: SILENT },
    sharedResourcesConfig: { database: { clientUrl } },
  });
  await app.runMigrations();
  await app.onApplicationStart();
  return {
    inventory: app.modules[Modules.INVENTORY],
    locking: app.modules[Modules.LOCKING],
    close: async () => {
      await app.onApplicationShutdown();
      await connection.destroy();
    },
  };
}

function versionOf(name) {
  return createRequire(import.meta.url)(`${name}/package.json`).version;
}
