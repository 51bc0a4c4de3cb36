import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { source } from '#testing/builders';
import { eventually } from '#testing/eventually';
import { CommerceLayerClient, faultsOf, linksTo, META } from './client.js';
import { Receiver } from './receiver.js';

let pipe: PipeClient;
let client: CommerceLayerClient;

beforeAll(async () => {
  pipe = await sharedPipe();
  client = new CommerceLayerClient(pipe);
});
afterAll(() => pipe?.close());

const HOOK = { topic: 'stock_items.update', callback_url: 'https://shop.example/hook?from=stock' };
const TIME = expect.stringMatching(/^\d{4}-.*Z$/);
const refused = async (attributes: object) => {
  const answer = await client.send('POST', 'webhooks', { type: 'webhooks', attributes });
  expect(answer.status).toBe(422);
  return faultsOf(answer);
};

describe('a webhook', () => {
  test('is answered in full, with a secret of its own', async () => {
    const record = await client.created('webhooks', {
      ...HOOK,
      name: 'shop',
      include_resources: ['sku', 'sku.stock_items'],
    });
    const self = `${client.url}/api/webhooks/${record.id}`;
    expect(record).toEqual({
      ...{ id: expect.stringMatching(/^[A-Za-z]{10}$/), type: 'webhooks', links: { self }, meta: META },
      attributes: {
        ...{ ...HOOK, name: 'shop', include_resources: ['sku', 'sku.stock_items'], disabled_at: null },
        ...{
          circuit_state: 'closed',
          circuit_failure_count: 0,
          shared_secret: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        ...{ reference: null, reference_origin: null, metadata: {}, created_at: TIME, updated_at: TIME },
      },
      relationships: linksTo(self, 'last_event_callbacks'),
    });
    const another = await client.created('webhooks', HOOK);
    expect(another.attributes.shared_secret).not.toBe(record.attributes.shared_secret);
    expect((await client.send('GET', `webhooks/${record.id}`)).body.data).toEqual({ ...record, meta: META });
  });

  test('changes what is named and keeps its secret, and is found by what it is', async () => {
    const { id, attributes } = await client.created('webhooks', HOOK);
    const changes = { topic: 'imports.complete', include_resources: null, name: 'erp', metadata: { a: 1 } };
    const { body } = await client.change('webhooks', id, changes);
    expect(body.data.attributes).toEqual({
      ...{ ...attributes, ...changes, include_resources: [] },
      updated_at: TIME,
    });
    expect(await client.idOf('webhooks?filter[q][topic_start]=imports&filter[q][circuit_state_eq]=closed')).toBe(id);
    expect(await client.idOf('webhooks?filter[q][name_eq]=erp&sort=-circuit_failure_count,name')).toBe(id);
  });

  test('is disabled and enabled by triggers', async () => {
    const { id, attributes } = await client.created('webhooks', { ...HOOK, _disable: true });
    expect(attributes.disabled_at).toEqual(TIME);
    const again = await client.change('webhooks', id, { _disable: 'true' });
    expect(again.body.data.attributes.disabled_at).toBe(attributes.disabled_at);
    expect(await client.idOf('webhooks?filter[q][disabled_at_null]=false')).toBe(id);
    const { body } = await client.change('webhooks', id, { _enable: 1 });
    expect(body.data.attributes.disabled_at).toBeNull();
    const { status, body: reset } = await client.change('webhooks', id, { _reset_circuit: true });
    expect([status, reset.data.attributes.circuit_state]).toEqual([200, 'closed']);
  });

  test('is gone once it is deleted', async () => {
    const { id } = await client.created('webhooks', HOOK);
    expect((await client.send('DELETE', `webhooks/${id}`)).status).toBe(204);
    const answers = [
      await client.send('GET', `webhooks/${id}`),
      await client.change('webhooks', id, { _enable: true }),
      await client.send('DELETE', `webhooks/${id}`),
    ];
    expect(answers.map(({ status, body }) => [status, body.errors[0].code])).toEqual(
      Array(3).fill([404, 'RECORD_NOT_FOUND']),
    );
  });

  test('is told of all that is wrong with it at once', async () => {
    expect(await refused({ name: 'x', include_resources: 'sku', _enable: 'perhaps' })).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/topic', 'blank'],
      ['VALIDATION_ERROR', '/data/attributes/callback_url', 'blank'],
      ['VALIDATION_ERROR', '/data/attributes/include_resources', 'invalid'],
      ['VALIDATION_ERROR', '/data/attributes/_enable', 'inclusion'],
    ]);
    expect(await refused({ topic: 'orders.place', callback_url: 'gopher://shop.example' })).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/topic', 'inclusion'],
      ['VALIDATION_ERROR', '/data/attributes/callback_url', 'invalid'],
    ]);
    expect(await refused({ topic: null, callback_url: ' ' })).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/topic', 'blank'],
      ['VALIDATION_ERROR', '/data/attributes/callback_url', 'blank'],
    ]);
    expect(await refused({ ...HOOK, include_resources: ['sku', 'order', 'sku.nothing'] })).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/include_resources', 'inclusion'],
      ['VALIDATION_ERROR', '/data/attributes/include_resources', 'inclusion'],
    ]);
  });

  test('has a name of its own, and includes that fit its topic also when only that changes', async () => {
    const { id } = await client.created('webhooks', { ...HOOK, name: 'only', include_resources: ['sku'] });
    expect(await refused({ ...HOOK, name: 'only' })).toEqual([['VALIDATION_ERROR', '/data/attributes/name', 'taken']]);
    const answer = await client.change('webhooks', id, { topic: 'stock_locations.update' });
    expect(faultsOf(answer)).toEqual([['VALIDATION_ERROR', '/data/attributes/include_resources', 'inclusion']]);
  });
});

test('nobody is told at an address that is not public, be it named or looked up', async () => {
  const receiver = await Receiver.start();
  const addresses = [receiver.at('own'), receiver.at('own').replace('127.0.0.1', 'localhost'), 'http://[::1]:1/'];
  const hooks = await Promise.all(
    addresses.map((callback_url) => client.created('webhooks', { topic: 'stock_locations.create', callback_url })),
  );
  await client.given('stock_locations', 2, source('eu-1'));
  for (const { id } of hooks) {
    await eventually(async () => {
      const [callback] = (await client.send('GET', `webhooks/${id}/last_event_callbacks`)).body.data;
      expect(callback.attributes).toMatchObject({
        ...{ response_code: null, response_message: expect.stringMatching(/is not a public address$/) },
      });
      return true;
    });
  }
  expect(receiver.received).toEqual([]);
  await receiver.stop();
});

test('callbacks can be read only', async () => {
  const answer = await client.send('POST', 'event_callbacks', { type: 'event_callbacks', attributes: {} });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET']);
});
