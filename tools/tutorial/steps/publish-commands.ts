import type { CommandOutcome, StockUpdated } from '../event-feed.js';
import { brief, type Line } from '../page.js';
import { publishCommand } from '../publisher.js';
import { DESK, SOFA } from '../seeds/source-items.js';
import { updateTable } from '../stock-update-table.js';
import { INVENTORY, type Tutorial } from '../tutorial.js';

/** Changes quantities and promises them to orders over Kafka, as a service without any code of Stockwire does. */
export async function publishCommands(tutorial: Tutorial): Promise<void> {
  tutorial.page.step(
    'Talk Kafka',
    'A plain producer publishes to inventory.commands; outcomes come on inventory.events.',
  );
  await countDesks(tutorial);
  await promiseSofas(tutorial);
}

async function countDesks(tutorial: Tutorial): Promise<void> {
  const { page, stocks, feed } = tutorial;
  const items = [
    { sku: DESK, sourceCode: 'baltimore_wh', quantity: '17.5', status: 1 },
    { sku: DESK, sourceCode: 'hq', quantity: '6', status: 1 },
  ];
  const outcome = await command(tutorial, 'SaveSourceItems', DESK, { items });
  page.expect('SaveSourceItems is done', outcome.status, 'done');
  const updates: StockUpdated[] = [];
  for (const [stockId, count] of [
    [stocks.northAmerica, '23.5'],
    [stocks.europe, '6'],
  ] as const) {
    const what = `inventory.stock-updated tells of ${count} ${DESK} on stock ${stockId}`;
    const isIt = (update: StockUpdated) => update.stockId === stockId && update.sku === DESK;
    updates.push(await feed.updateThat(what, (update) => isIt(update) && update.salableQuantity === count));
    page.check(what, true);
  }
  updateTable(page, updates);
}

async function promiseSofas(tutorial: Tutorial): Promise<void> {
  const { page, stocks } = tutorial;
  const stockId = stocks.northAmerica;
  const before = await salableSofas(tutorial);
  const place = (quantity: number, order: string) => {
    const reservations = [{ stockId, sku: SOFA, quantity: String(quantity), metadata: { order } }];
    return command(tutorial, 'PlaceReservations', SOFA, { reservations });
  };
  page.expect('five sofas are promised', (await place(-5, 'T-1')).status, 'done');
  page.expect('five fewer may be sold', await salableSofas(tutorial), before - 5);

  const { status, problems } = await place(-Math.floor(before), 'T-2');
  page.expect('as many as there were is too many now', [status, problems?.[0]?.code], ['refused', 'NOT_ENOUGH']);
  page.expect('a refusal leaves no trace', await salableSofas(tutorial), before - 5);
  page.say(`Refused: ${problems?.map(({ message }) => message).join(' ')}`);

  page.expect('the promise is given back', (await place(5, 'T-1')).status, 'done');
  page.expect('all of them may be sold again', await salableSofas(tutorial), before);
  await hearOfSofas(tutorial, before);
}

async function hearOfSofas({ page, feed }: Tutorial, before: number): Promise<void> {
  const isIt = ({ sku, salableQuantity }: StockUpdated, count: number) =>
    sku === SOFA && Number(salableQuantity) === count;
  const what = 'inventory.stock-updated tells of the promise and of its return';
  const promised = await feed.updateThat(what, (update) => isIt(update, before - 5));
  const returned = await feed.updateThat(what, (update) => isIt(update, before) && update.version > promised.version);
  page.check(what, true);
  updateTable(page, [promised, returned]);
}

async function command(tutorial: Tutorial, name: string, key: string, data: object): Promise<CommandOutcome> {
  const { page, kafka, target, feed } = tutorial;
  const topic = `${target.kafkaPrefix}inventory.commands`;
  const outcome = await feed.outcomeOf(await publishCommand(kafka, topic, { name, key, data }));
  const { status, view, problems } = outcome;
  const told: Line = ['outcome', `${status} ${brief(view ?? problems)}`];
  page.exchange(['publish', `stockwire.${name}.v1 to ${topic}`], ['sent', brief(data)], told);
  return outcome;
}

async function salableSofas({ magento, stocks }: Tutorial): Promise<number> {
  const path = `${INVENTORY}/get-product-salable-quantity/${SOFA}/${stocks.northAmerica}`;
  return (await magento.send('GET', path)).body as number;
}
