// node measure.mjs <work> <operations> [units]: prints, as its last line, what Vendure did of it, as JSON.
import { createRequire } from 'node:module';
import {
  bootstrap,
  DefaultLogger,
  dummyPaymentHandler,
  FastImporterService,
  LanguageCode,
  LogLevel,
  OrderService,
  Populator,
  ProductVariantService,
  RequestContextService,
  StockMovementService,
  TransactionalConnection,
} from '@vendure/core';

const CALLERS = 16;
const READERS = 64;
const ITEMS = 50;

const WORKS = { levels, hot, read };

const [work, operations, units] = process.argv.slice(2);
const app = await start(new URL(process.env.DATABASE_URL));
const connection = app.get(TransactionalConnection);
const ctx = await newContext();
const result = await WORKS[work](Number(operations), Number(units));
await app.close();
process.stdout.write(`\n${JSON.stringify({ version: versionOf('@vendure/core'), ...result })}\n`);
process.exit(0);

/** Sets quantities, one variant a call. */
async function levels(count) {
  const variants = await variantsWith(ITEMS, 10);
  const movements = app.get(StockMovementService);
  const adjust = (index) =>
    inRequest((tx) => movements.adjustProductVariantStock(tx, variants[index % ITEMS], 20 + index));
  return { perSecond: await pace(count, CALLERS, adjust) };
}

/** Buyers of one unit each of one variant: what adding to an order looks at, then what arranging its payment looks at and paying allocates. */
async function hot(count, units) {
  const [id] = await variantsWith(1, units);
  const orders = app.get(OrderService);
  const service = app.get(ProductVariantService);
  const movements = app.get(StockMovementService);
  const variant = await service.findOne(ctx, id);
  let accepted = 0;
  const perSecond = await pace(count, CALLERS, async () => {
    const order = await inRequest(async (tx) => orders.addItemToOrder(tx, (await orders.create(tx)).id, id, 1));
    if (order.errorCode === 'INSUFFICIENT_STOCK_ERROR') return;
    if (order.errorCode) throw new Error(order.errorCode);
    const isSold = await inRequest(async (tx) => {
      if ((await service.getSaleableStockLevel(tx, variant)) < 1) return false;
      await movements.createAllocationsForOrder(tx, order);
      return true;
    });
    if (isSold) accepted++;
  });
  const [{ counted }] = await connection.rawConnection.query('select "stockAllocated" as counted from stock_level');
  return { perSecond, accepted, counted };
}

/** Asks how many are saleable. */
async function read(count) {
  const variants = await variantsWith(ITEMS, 10);
  const service = app.get(ProductVariantService);
  const loaded = await service.findByIds(ctx, variants);
  const ask = async (index) => service.getSaleableStockLevel(await newContext(), loaded[index % ITEMS]);
  return { perSecond: await pace(count, READERS, ask) };
}

/** Works in a transaction and a context of its own, as a mutation over HTTP does. */
async function inRequest(work) {
  return connection.withTransaction(await newContext(), work);
}

function newContext() {
  return app.get(RequestContextService).create({ apiType: 'admin' });
}

async function variantsWith(count, quantity) {
  const importer = app.get(FastImporterService);
  await importer.initialize();
  const translations = [{ languageCode: LanguageCode.en, name: 'Chair', slug: 'chair', description: '' }];
  const productId = await importer.createProduct({ translations, enabled: true });
  const ids = [];
  for (let number = 0; number < count; number++) {
    ids.push(
      await importer.createProductVariant({
        productId,
        sku: `SKU-${number}`,
        price: 100,
        stockOnHand: quantity,
        trackInventory: 'TRUE',
        taxCategoryId: 1,
        translations: [{ languageCode: LanguageCode.en, name: `Chair ${number}` }],
      }),
    );
  }
  return ids;
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

async function start({ hostname, port, username, password, pathname }) {
  const database = { type: 'postgres', host: hostname, port: Number(port), username, password };
  const started = await bootstrap({
    apiOptions: { port: 0, hostname: '127.0.0.1', adminApiPath: 'admin-api', shopApiPath: 'shop-api' },
    authOptions: { superadminCredentials: { identifier: 'admin', password: 'admin' }, cookieOptions: { secret: 'x' } },
    dbConnectionOptions: { ...database, database: pathname.slice(1), synchronize: true, extra: { max: CALLERS } },
    paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
    logger: new DefaultLogger({ level: LogLevel.Error }),
    plugins: [],
  });
  await started.get(Populator).populateInitialData({
    defaultLanguage: LanguageCode.en,
    defaultZone: 'Europe',
    countries: [{ name: 'Germany', code: 'DE', zone: 'Europe' }],
    taxRates: [{ name: 'Standard Tax', percentage: 20 }],
    shippingMethods: [],
    paymentMethods: [],
    collections: [],
  });
  return started;
}

function versionOf(name) {
  return createRequire(import.meta.url)(`${name}/package.json`).version;
}
