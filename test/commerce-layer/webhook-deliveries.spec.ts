import { item, link, source, stock } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { ADDRESS, CommerceLayerClient } from './client.js';
import { answerWith, isSigned, Receiver, type Received } from './receiver.js';

type Related = Record<string, [type: string, id: string]>;

interface Callback {
  id: string;
  attributes: Record<'callback_url' | 'response_code' | 'response_message', string | null> & { payload: object | null };
}

let pipe: Pipe;
let client: CommerceLayerClient;
let receiver: Receiver;
let eu1: [string, string];

beforeAll(async () => {
  receiver = await Receiver.start();
  pipe = await startPipe({
    ...{ WEBHOOK_PRIVATE_ADDRESSES: 'on', WEBHOOK_TIMEOUT_MS: '1000', WEBHOOK_RETRY_MS: '10' },
  });
  client = new CommerceLayerClient(pipe);
  await client.given('inventory_models', 2, stock('Europe'));
  await client.given('stock_locations', 3, source('eu-1'), source('eu-2'));
  await client.given('stock_levels', 2, link(2, 'eu-1', 1));
  await client.given('stock_items', 1, item('eu-1', 'CHAIR', 1_000));
  eu1 = ['stock_locations', await client.idOf('stock_locations?filter[q][name_eq]=Source eu-1')];
});
afterAll(() => Promise.all([pipe?.close(), receiver?.stop()]));

/** A webhook at a path of the receiver. */
const hook = async (path: string, topic: string, attributes: object = {}) =>
  client.created('webhooks', { topic, callback_url: receiver.at(path), ...attributes });
const arrived = async (path: string, count = 1) =>
  (await eventually(() => receiver.to(path).length >= count && receiver.to(path), 30_000)) as [
    Received,
    Received,
    ...Received[],
  ];
/** Waits until what is expected holds. */
const holds = (expected: () => Promise<void>, timeoutMs?: number) =>
  eventually(() => expected().then(() => true), timeoutMs);
const circuitOf = async (id: string) => {
  const { attributes } = (await client.send('GET', `webhooks/${id}`)).body.data;
  return [attributes.circuit_state, attributes.circuit_failure_count];
};
const callbacksOf = async (id: string) =>
  (await client.send('GET', `webhooks/${id}/last_event_callbacks?page[size]=25`)).body.data as Callback[];
const callbackIdOf = ({ headers }: Received) => headers['x-event-callback-id'];
const newItem = async (sku: string, quantity = 5) => {
  await client.created('skus', { code: sku, name: sku, do_not_ship: true });
  return client.created('stock_items', { sku_code: sku, quantity }, { stock_location: eu1 });
};

describe('what a webhook is told', () => {
  test('is what a retrieve answers, as the change left it, signed with its secret', async () => {
    const { id, attributes } = await hook('told', 'stock_items.update', {
      include_resources: ['sku', 'stock_location'],
    });
    const record = await newItem('TOLD');
    for (const quantity of [6, 7]) await client.change('stock_items', record.id, { quantity });
    const [first, second] = await arrived('told', 2);
    expect([first, second].map(({ document }) => document.data.attributes.quantity)).toEqual([6, 7]);
    expect([first, second].map((one) => isSigned(one, attributes.shared_secret))).toEqual([true, true]);
    expect(first.headers).toMatchObject({
      'x-commercelayer-topic': 'stock_items.update',
      'content-type': 'application/json',
    });
    const query = `stock_items/${record.id}?include=sku,stock_location`;
    const retrieved = JSON.stringify((await client.send('GET', query)).body).replaceAll(client.url, '');
    const untraced = (document: object) =>
      JSON.parse(JSON.stringify(document).replace(/"trace_id":"[^"]*"/g, '"trace_id":""'));
    expect(untraced(second.document)).toEqual(untraced(JSON.parse(retrieved)));

    const callbacks = await eventually(async () => {
      const found = await callbacksOf(id);
      return found.every((one) => one.attributes.response_code === '200') && found;
    });
    expect(callbacks.map((one) => one.attributes.payload)).toEqual([second.document, first.document]);
    expect(callbacks[1]!.attributes).toMatchObject({ callback_url: receiver.at('told'), response_message: 'OK' });
    expect(callbacks[1]!.id).toBe(first.headers['x-event-callback-id']);
    const { body } = await client.send('GET', `event_callbacks/${callbacks[0]!.id}?include=webhook`);
    expect(body.included).toMatchObject([{ type: 'webhooks', id }]);
  });

  test('of a record that is gone is its id', async () => {
    await hook('gone', 'stock_items.destroy');
    const record = await newItem('GONE');
    await client.send('DELETE', `stock_items/${record.id}`);
    const [{ document }] = await arrived('gone');
    expect(document).toEqual({
      data: { id: record.id, type: 'stock_items', attributes: {}, relationships: {}, meta: expect.any(Object) },
    });
  });

  test('comes under the name of the topic, of links under either of their names', async () => {
    for (const type of ['stock_levels', 'inventory_stock_locations']) await hook(type, `${type}.update`);
    const linkId = await client.idOf('stock_levels?filter[q][inventory_model_name_eq]=Europe');
    await client.change('stock_levels', linkId, { priority: 3 });
    for (const type of ['stock_levels', 'inventory_stock_locations']) {
      const [{ document }] = await arrived(type);
      expect(document.data).toMatchObject({ type, id: linkId, attributes: { priority: 3 } });
    }
  });

  test('of stock locations, transfers and reservations comes with every step', async () => {
    const topics = [
      ...['stock_locations.create', 'stock_locations.update'],
      ...['stock_reservations.create', 'stock_reservations.update', 'stock_reservations.destroy'],
      ...['create', 'upcoming', 'on_hold', 'picking', 'in_transit', 'complete', 'cancel', 'destroy'].map(
        (step) => `stock_transfers.${step}`,
      ),
    ];
    for (const topic of topics) await hook(`steps-${topic}`, topic);
    const address = await client.created('addresses', ADDRESS);
    const location = await client.created('stock_locations', { name: 'Steps' }, { address: ['addresses', address.id] });
    await client.change('stock_locations', location.id, { code: 'STEPS' });
    const record = await newItem('STEPS');
    const ofItem: Related = { stock_item: ['stock_items', record.id] };
    const reservation = await client.created('stock_reservations', { quantity: 1 }, ofItem);
    await client.change('stock_reservations', reservation.id, { _pending: true });
    await client.send('DELETE', `stock_reservations/${reservation.id}`);
    const ends: Related = { origin_stock_location: eu1, destination_stock_location: ['stock_locations', location.id] };
    const transfer = () => client.created('stock_transfers', { sku_code: 'STEPS', quantity: 1 }, ends);
    const [one, other] = [await transfer(), await transfer()];
    for (const step of ['_upcoming', '_on_hold', '_picking', '_in_transit', '_complete'])
      await client.change('stock_transfers', one.id, { [step]: true });
    await client.change('stock_transfers', other.id, { _cancel: true });
    await client.send('DELETE', `stock_transfers/${other.id}`);
    for (const topic of topics) await arrived(`steps-${topic}`);
    const stepped = (step: string) => receiver.to(`steps-stock_transfers.${step}`).map(({ document }) => document.data);
    expect(stepped('upcoming')).toMatchObject([{ id: one.id, attributes: { status: 'upcoming', picking_at: null } }]);
    expect(stepped('complete')).toMatchObject([{ id: one.id, attributes: { status: 'completed' } }]);
    expect(
      stepped('cancel')
        .concat(stepped('destroy'))
        .map(({ id }) => id),
    ).toEqual([other.id, other.id]);
    expect(receiver.to('steps-stock_reservations.update')[0]!.document.data).toEqual(
      expect.objectContaining({ id: reservation.id, type: 'stock_reservations' }),
    );
  });

  test('of an import comes with its inputs, unless those are too long for a message', async () => {
    const { id: hookId } = await hook('imported', 'imports.complete');
    const imported = async (inputs: object[]) => {
      const attributes = { resource_type: 'skus', inputs, skip_errors: true };
      const { body } = await client.send('POST', 'imports', { type: 'imports', attributes, relationships: {} });
      const [{ document }] = (await eventually(() => {
        const told = receiver.to('imported').filter((one) => one.document.data.id === body.data.id);
        return told.length > 0 && told;
      }, 30_000)) as [Received];
      const retrieved = await client.send('GET', `imports/${body.data.id}`);
      return [document, JSON.parse(JSON.stringify(retrieved.body).replaceAll(client.url, ''))];
    };
    const [short, retrieved] = await imported([{ code: 'IMPORTED', name: 'x' }, { code: 'WRONG' }]);
    expect(short.data.attributes).toMatchObject({ inputs: [{ code: 'IMPORTED' }, { code: 'WRONG' }], errors_count: 1 });
    expect(short.data.attributes).toEqual(retrieved.data.attributes);
    const long = { name: 'x', metadata: { long: 'x'.repeat(30_000) } };
    const inputsToo = Array.from({ length: 10 }, (_, number) => ({ code: `LONG-${number}`, ...long }));
    const [told, whole] = await imported(inputsToo);
    const { inputs, ...others } = whole.data.attributes;
    expect(inputs).toEqual(inputsToo);
    expect(told.data.attributes).toEqual(others);
    await client.send('DELETE', `webhooks/${hookId}`);
  });

  test('is nothing while it is disabled', async () => {
    const { id } = await hook('disabled', 'stock_items.create', { _disable: true });
    await hook('enabled', 'stock_items.create');
    await newItem('DISABLED');
    await arrived('enabled');
    expect(await callbacksOf(id)).toEqual([]);
    expect(receiver.to('disabled')).toEqual([]);
  });
});

describe('a receiver', () => {
  test('that fails is told again with the same bytes until it takes it, and the next of the record waits', async () => {
    const { id } = await hook('failing', 'stock_items.update');
    let refusals = 2;
    receiver.on('failing', (response, received) => answerWith(refusals-- > 0 ? 500 : 204)(response, received));
    const record = await newItem('FAILING');
    for (const quantity of [6, 7]) await client.change('stock_items', record.id, { quantity });
    const requests = await arrived('failing', 4);
    expect(requests.map(({ document }) => document.data.attributes.quantity)).toEqual([6, 6, 6, 7]);
    expect(new Set(requests.slice(0, 3).map(({ raw }) => raw.toString())).size).toBe(1);
    await holds(async () => expect(await circuitOf(id)).toEqual(['closed', 0]));
    await holds(async () =>
      expect((await callbacksOf(id)).map((one) => one.attributes.response_code)).toEqual(['204', '204']),
    );
  });

  test('that would speak another protocol has failed', async () => {
    const { id } = await hook('upgrading', 'stock_items.create');
    receiver.on('upgrading', answerWith(101, { connection: 'Upgrade', upgrade: 'else' }));
    await newItem('UPGRADING');
    await arrived('upgrading', 2);
    await holds(async () => expect((await callbacksOf(id))[0]!.attributes).toMatchObject({ response_code: '101' }));
    await client.send('DELETE', `webhooks/${id}`);
  });

  test('that redirects has failed, and nobody goes where it leads', async () => {
    const { id } = await hook('redirecting', 'stock_items.create');
    receiver.on('redirecting', answerWith(307, { location: receiver.at('elsewhere') }));
    await newItem('REDIRECTING');
    await arrived('redirecting', 2);
    expect(receiver.to('elsewhere')).toEqual([]);
    await holds(async () =>
      expect((await callbacksOf(id))[0]!.attributes).toMatchObject({
        response_code: '307',
        response_message: 'Temporary Redirect',
      }),
    );
    await client.send('DELETE', `webhooks/${id}`);
  });

  test('that is gone, or hangs, has failed; it is told no more after ten repeats, and told of what comes next', async () => {
    const gone = await Receiver.start();
    const address = gone.at('gone');
    await gone.stop();
    const { id } = await hook('-', 'stock_items.create', { callback_url: address });
    const { id: hanging } = await hook('hanging', 'stock_items.create');
    receiver.on('hanging', () => undefined);
    await newItem('NOWHERE');
    await holds(async () => expect(await circuitOf(id)).toEqual(['closed', 11]), 60_000);
    const [callback] = await callbacksOf(id);
    expect(callback!.attributes).toMatchObject({
      response_code: null,
      response_message: expect.stringContaining('ECONNREFUSED'),
      payload: { data: { attributes: { sku_code: 'NOWHERE' } } },
    });
    const late = await eventually(async () => {
      const [found] = await callbacksOf(hanging);
      return found?.attributes.response_message ? found : undefined;
    });
    expect(late.attributes).toMatchObject({ response_code: null, response_message: 'no answer within 1000 ms' });
    for (const webhook of [id, hanging]) await client.send('DELETE', `webhooks/${webhook}`);
  });

  test('that hangs holds nobody else up', async () => {
    const { id } = await hook('slow', 'stock_items.create');
    receiver.on('slow', () => undefined);
    await hook('quick', 'stock_items.create');
    const skus = Array.from({ length: 12 }, (_, index) => `BESIDE-${index}`);
    await Promise.all(skus.map((sku) => newItem(sku)));
    const quick = await arrived('quick', 12);
    expect(new Set(quick.map(({ document }) => document.data.id)).size).toBe(12);
    expect(receiver.mostAtOnce('slow')).toBeLessThanOrEqual(8);
    await client.send('DELETE', `webhooks/${id}`);
  });

  test('whose circuit opens after thirty failures in a row is told no more, until that is reset', async () => {
    const { id } = await hook('broken', 'stock_items.update');
    receiver.on('broken', answerWith(503));
    const record = await newItem('BROKEN', 100);
    for (const quantity of [1, 2, 3]) await client.change('stock_items', record.id, { quantity });
    await holds(async () => expect(await circuitOf(id)).toEqual(['open', 30]), 90_000);
    await client.change('stock_items', record.id, { quantity: 4 });
    await hook('beside', 'stock_items.update');
    await client.change('stock_items', record.id, { quantity: 5 });
    await arrived('beside');
    expect(receiver.to('broken')).toHaveLength(30);

    receiver.on('broken', answerWith(200));
    const { body } = await client.change('webhooks', id, { _reset_circuit: true });
    expect(body.data.attributes).toMatchObject({ circuit_state: 'closed', circuit_failure_count: 0 });
    const requests = await arrived('broken', 33);
    expect(requests.slice(30).map(({ document }) => document.data.attributes.quantity)).toEqual([3, 4, 5]);
  });
});

describe('whoever is killed', () => {
  test('as a gateway with deliveries in hand has them sent again, and others never send what it sends', async () => {
    const another = await pipe.another('gateway');
    await hook('shared', 'stock_items.create');
    const skus = Array.from({ length: 20 }, (_, index) => `SHARED-${index}`);
    await Promise.all(skus.map((sku) => newItem(sku)));
    await arrived('shared', 20);
    expect(new Set(receiver.to('shared').map(callbackIdOf)).size).toBe(20);
    await another.end();

    receiver.on('in-hand', () => pipe.gateway.signal('SIGKILL'));
    await hook('in-hand', 'stock_items.update');
    await newItem('IN-HAND');
    await pipe.publish(commandMessage(item('eu-1', 'IN-HAND', 1)));
    await eventually(() => pipe.gateway.ended);
    receiver.on('in-hand', answerWith(200));
    await pipe.gateway.start();
    const [before, after] = await arrived('in-hand', 2);
    expect(callbackIdOf(after)).toBe(callbackIdOf(before));
    expect(after.document.data.attributes.quantity).toBe(1);
  });

  test('as a worker amid changes leaves each of them told of once', async () => {
    const { id } = await hook('survived', 'stock_items.create');
    const messages = Array.from({ length: 200 }, (_, index) => commandMessage(item('eu-1', `SURVIVED-${index}`, 1)));
    await pipe.publish(...messages.slice(0, 100));
    pipe.worker.signal('SIGKILL');
    await eventually(() => pipe.worker.ended);
    await pipe.publish(...messages.slice(100));
    await pipe.worker.start();
    await holds(async () => {
      const { body } = await client.send('GET', `webhooks/${id}/last_event_callbacks?page[size]=1`);
      expect([body.meta.record_count, new Set(receiver.to('survived').map(callbackIdOf)).size]).toEqual([200, 200]);
    }, 60_000);
    expect(new Set(receiver.to('survived').map(({ document }) => document.data.id)).size).toBe(200);
  });
});
