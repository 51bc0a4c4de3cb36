import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { ADDRESS, CommerceLayerClient, faultsOf, META } from './client.js';

let pipe: Pipe;
let client: CommerceLayerClient;
let berlin: string;
let rome: string;

beforeAll(async () => {
  pipe = await startPipe();
  client = new CommerceLayerClient(pipe);
  const address = await client.created('addresses', ADDRESS);
  const at = { address: ['addresses', address.id] as [string, string] };
  berlin = (await client.created('stock_locations', { name: 'Berlin', code: 'BER' }, at)).id;
  rome = (await client.created('stock_locations', { name: 'Rome', code: 'ROM' }, at)).id;
});
afterAll(() => pipe?.close());

const send = (attributes: object, headers: Record<string, string> = {}) =>
  client.send('POST', 'imports', { type: 'imports', attributes, relationships: {} }, headers);
const stored = async (id: string) => (await client.send('GET', `imports/${id}`)).body.data;

/** Makes an import and waits for its end; what it then says. */
async function imported(resource_type: string, inputs: unknown, more: object = {}) {
  const { status, body } = await send({ resource_type, inputs, ...more });
  expect([status, body.errors]).toEqual([201, undefined]);
  return ended(body.data.id);
}

async function ended(id: string, timeoutMs = 20_000) {
  await eventually(async () => {
    const [job] = await pipe.sql<{ settled: boolean }>('select settled from job where public_id = $1', [id]);
    return job!.settled;
  }, timeoutMs);
  return (await stored(id)).attributes;
}

const skusCalled = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, number) => ({ code: `${prefix}-${number}`, name: `A ${prefix} ${number}` }));
const countOf = async (path: string) => (await client.send('GET', path)).body.meta.record_count as number;

describe('an import', () => {
  test('is accepted as pending, with all that a client sent, and is completed when its inputs are saved', async () => {
    const inputs = [
      { code: 'CHAIR', name: 'A chair', weight: '2.5' },
      { code: 'TABLE', name: 'A table' },
    ];
    const { status, body } = await send({ resource_type: 'skus', inputs, reference: 'run 1', metadata: { a: 1 } });
    const { id } = body.data;
    const self = `${client.url}/api/imports/${id}`;
    const links = (name: string) => ({ links: { self: `${self}/relationships/${name}`, related: `${self}/${name}` } });
    expect([status, body.data]).toEqual([
      201,
      {
        ...{ id: expect.stringMatching(/^[A-Za-z]{10}$/), type: 'imports', links: { self }, meta: META },
        attributes: {
          ...{ resource_type: 'skus', format: 'json', parent_resource_id: null, status: 'pending', skip_errors: false },
          ...{ started_at: null, completed_at: null, interrupted_at: null, inputs, inputs_size: 2 },
          ...{ errors_count: 0, warnings_count: 0, processed_count: 0, errors_log: {}, warnings_log: {} },
          ...{ attachment_url: null, reference: 'run 1', reference_origin: null, metadata: { a: 1 } },
          ...{ created_at: expect.stringMatching(/Z$/), updated_at: expect.stringMatching(/Z$/) },
        },
        relationships: { events: links('events'), event_stores: links('event_stores') },
      },
    ]);
    expect(await ended(id)).toMatchObject({
      ...{ status: 'completed', inputs, inputs_size: 2, processed_count: 2, errors_count: 0, interrupted_at: null },
      ...{ started_at: expect.stringMatching(/Z$/), completed_at: expect.stringMatching(/Z$/) },
    });
    const { body: list } = await client.send('GET', 'skus?filter[q][code_in]=CHAIR,TABLE&sort=code');
    expect(list.data.map((one: { attributes: object }) => one.attributes)).toMatchObject([
      { code: 'CHAIR', name: 'A chair', weight: 2.5 },
      { code: 'TABLE', name: 'A table', weight: null },
    ]);
  });

  test('changes records that it knows by id or by their natural key', async () => {
    await imported('skus', [
      { code: 'SOFA', name: 'A sofa' },
      { code: 'BED', name: 'A bed' },
    ]);
    const id = await client.idOf('skus?filter[q][code_eq]=BED');
    const again = await imported('skus', [
      { code: 'sofa', name: 'A long sofa' },
      { id, name: 'A wide bed' },
    ]);
    expect(again).toMatchObject({ status: 'completed', processed_count: 2, errors_count: 0 });
    expect(await countOf('skus?filter[q][name_in]=A long sofa,A wide bed')).toBe(2);
  });

  test('of stock items takes the location of its parent, unless an item names its own', async () => {
    await imported('skus', skusCalled('PARENT', 2));
    const items = [
      { sku_code: 'PARENT-0', quantity: 3 },
      { sku_code: 'PARENT-1', quantity: '4', stock_location_id: rome },
    ];
    const first = await imported('stock_items', items, { parent_resource_id: berlin });
    expect(first).toMatchObject({ status: 'completed', processed_count: 2, parent_resource_id: berlin });
    const again = await imported('stock_items', [{ sku_code: 'PARENT-0', quantity: 5 }], {
      parent_resource_id: berlin,
    });
    expect(again).toMatchObject({ status: 'completed', processed_count: 1 });
    const { body } = await client.send(
      'GET',
      'stock_items?filter[q][sku_code_start]=PARENT&include=stock_location&sort=quantity',
    );
    interface Item {
      attributes: { quantity: number };
      relationships: { stock_location: { data: { id: string } } };
    }
    const told = body.data.map((one: Item) => [one.attributes.quantity, one.relationships.stock_location.data.id]);
    expect(told).toEqual([
      [4, rome],
      [5, berlin],
    ]);
  });

  test('is of any record of the network, each linked to others by their ids', async () => {
    const people = [
      { ...ADDRESS, reference: 'one' },
      { ...ADDRESS, reference: 'two', city: 'Bonn' },
    ];
    expect(await imported('addresses', people)).toMatchObject({ status: 'completed', processed_count: 2 });
    const address_id = await client.idOf('addresses?filter[q][reference_eq]=two');
    const places = [{ name: 'Bonn', code: 'BON', address_id }];
    expect(await imported('stock_locations', places)).toMatchObject({ status: 'completed', processed_count: 1 });
    expect(await imported('inventory_models', [{ name: 'Rhine' }])).toMatchObject({ processed_count: 1 });
    const stock_location_id = await client.idOf('stock_locations?filter[q][address_city_eq]=Bonn');
    const parent_resource_id = await client.idOf('inventory_models?filter[q][name_eq]=Rhine');
    for (const priority of [3, 1]) {
      const link = await imported('inventory_stock_locations', [{ stock_location_id, priority }], {
        parent_resource_id,
      });
      expect(link).toMatchObject({ status: 'completed', processed_count: 1, errors_log: {} });
      const back = await imported('inventory_return_locations', [{ stock_location_id, priority }], {
        parent_resource_id,
      });
      expect(back).toMatchObject({ status: 'completed', processed_count: 1, errors_log: {} });
    }
    for (const links of ['inventory_stock_locations', 'inventory_return_locations']) {
      const { body } = await client.send('GET', `inventory_models/${parent_resource_id}/${links}`);
      expect(body.data).toMatchObject([{ attributes: { priority: 1 } }]);
    }
    const moved = { origin_stock_location_id: berlin, destination_stock_location_id: stock_location_id, quantity: 1 };
    await imported('skus', [{ code: 'MOVED', name: 'x' }]);
    const transfers = [
      { sku_code: 'MOVED', ...moved },
      { sku_code: 'UNKNOWN', ...moved },
    ];
    expect(await imported('stock_transfers', transfers, { skip_errors: true })).toMatchObject({
      ...{ processed_count: 1, errors_count: 1 },
      errors_log: { UNKNOWN: { sku: ['must exist'] } },
    });
  });

  test('saves what is good of it and tells of each of the others what is wrong', async () => {
    const inputs = [
      ...skusCalled('GOOD', 20),
      { code: 'NAMELESS' },
      { code: 'HEAVY', name: 'A heavy one', weight: 'much', unit_of_weight: 'stone' },
    ];
    expect(await imported('skus', inputs)).toMatchObject({
      ...{ status: 'completed', inputs_size: 22, processed_count: 20, errors_count: 2 },
      errors_log: {
        NAMELESS: { name: ["can't be blank"] },
        HEAVY: { weight: ['is not a number'], unit_of_weight: ['is not included in the list'] },
      },
    });
    expect(await countOf('skus?filter[q][code_start]=GOOD')).toBe(20);
  });

  test('tells what the domain refuses too', async () => {
    const address_id = await client.idOf('stock_locations?filter[q][code_eq]=BER').then(async (id) => {
      const { body } = await client.send('GET', `stock_locations/${id}/address`);
      return body.data.id as string;
    });
    const inputs = [
      { name: 'Oslo', code: 'OSL', address_id },
      { name: 'Oslo', code: 'OSL', address_id },
    ];
    expect(await imported('stock_locations', inputs, { skip_errors: true })).toMatchObject({
      ...{ status: 'completed', processed_count: 1, errors_count: 1 },
      errors_log: { OSL: expect.objectContaining({ code: ['has already been taken'] }) },
    });
  });

  test('is interrupted when more than a tenth of it are errors; what comes behind is not saved', async () => {
    const inputs = [{ code: 'BEFORE', name: 'x' }, { code: 'WRONG' }, { code: 'WRONG 2' }, ...skusCalled('BEHIND', 9)];
    expect(await imported('skus', inputs)).toMatchObject({
      ...{ status: 'interrupted', processed_count: 1, errors_count: 2, completed_at: null },
      ...{ interrupted_at: expect.stringMatching(/Z$/), inputs_size: 12 },
    });
    expect(await countOf('skus?filter[q][code_eq]=BEFORE')).toBe(1);
    expect(await countOf('skus?filter[q][code_start]=BEHIND')).toBe(0);
  });

  test('goes on in spite of errors when it is to skip them', async () => {
    const inputs = [{ code: 'WRONG' }, ...skusCalled('SKIP', 3)];
    expect(await imported('skus', inputs, { skip_errors: true })).toMatchObject({
      ...{ status: 'completed', processed_count: 3, errors_count: 1, skip_errors: true },
    });
  });

  test('warns of columns that say nothing, of each once', async () => {
    const inputs = [
      { code: 'TAGGED', name: 'x', tags: ['a'], created_at: 'now' },
      ...skusCalled('UNTAGGED', 1),
      { code: 'TAGGED TOO', name: 'x', tags: ['b'], '\0': 1 },
    ];
    expect(await imported('skus', inputs)).toMatchObject({
      ...{ status: 'completed', processed_count: 3, errors_count: 0, warnings_count: 2 },
      warnings_log: { TAGGED: ['tags is ignored', 'created_at is ignored'], 'TAGGED TOO': ['\uFFFD is ignored'] },
    });
  });

  test('is taken as CSV', async () => {
    const csv =
      'code,name,weight,do_not_ship,metadata,colour\nC-1,"One, or so",1.5,true,"{""a"":1}",red\nC-2,Two,,,,\n';
    const done = await imported('skus', csv, { format: 'csv' });
    expect(done).toMatchObject({
      ...{ status: 'completed', format: 'csv', inputs_size: 2, processed_count: 2, warnings_count: 1 },
      warnings_log: { 'C-1': ['colour is ignored'] },
    });
    const { body } = await client.send('GET', 'skus?filter[q][code_start]=C-&sort=code');
    expect(body.data.map((one: { attributes: object }) => one.attributes)).toMatchObject([
      { code: 'C-1', name: 'One, or so', weight: 1.5, do_not_ship: true, metadata: { a: 1 } },
      { code: 'C-2', name: 'Two', weight: null, do_not_ship: false, metadata: {} },
    ]);
  });

  test('gives the inputs as a file at an address that nobody can guess', async () => {
    const inputs = skusCalled('FILE', 3);
    const { attachment_url } = await imported('skus', inputs);
    const answer = await fetch(attachment_url);
    expect([answer.status, await answer.json()]).toEqual([200, inputs]);
    expect((await fetch(attachment_url.replace(/attachments\/...../, 'attachments/xxxxx'))).status).toBe(404);
    await pipe.sql(`delete from bulk_operation where request like '%FILE-2%'`);
    await expect(fetch(attachment_url).then((one) => one.text())).rejects.toThrow();
  });
});

describe('an import that cannot be', () => {
  test('is refused with all that is wrong', async () => {
    expect(faultsOf(await send({}))).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/resource_type', 'blank'],
      ['VALIDATION_ERROR', '/data/attributes/inputs', 'blank'],
    ]);
    expect(faultsOf(await send({ resource_type: 'orders', inputs: [], format: 'xml' }))).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/resource_type', 'inclusion'],
      ['VALIDATION_ERROR', '/data/attributes/format', 'inclusion'],
      ['VALIDATION_ERROR', '/data/attributes/inputs', 'blank'],
    ]);
    const odd = { resource_type: 'stock_items', inputs: 'a,b', parent_resource_id: 'nowhere' };
    expect(faultsOf(await send(odd))).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/inputs', 'invalid'],
      ['VALIDATION_ERROR', '/data/attributes/parent_resource_id', 'blank'],
    ]);
    const broken = await send({ resource_type: 'skus', inputs: 'a,b\n1,2,3\n', format: 'csv' });
    expect(faultsOf(broken)).toEqual([['VALIDATION_ERROR', '/data/attributes/inputs', 'invalid']]);
    expect(faultsOf(await send({ resource_type: 'skus', inputs: [1] }))).toHaveLength(1);
  });

  test('is refused beyond 10,000 inputs', async () => {
    const answer = await send({ resource_type: 'skus', inputs: skusCalled('MANY', 10_001) });
    expect([answer.status, faultsOf(answer)]).toEqual([
      422,
      [['VALIDATION_ERROR', '/data/attributes/inputs', 'too_long']],
    ]);
  });
});

describe('imports', () => {
  test('are listed without their inputs, filtered, sorted, changed and deleted', async () => {
    await imported('skus', skusCalled('LISTED', 2), { reference: 'listed' });
    const { body } = await client.send('GET', 'imports?filter[q][status_eq]=completed&sort=-created_at&page[size]=1');
    const [{ id, attributes }] = body.data;
    expect(attributes).toMatchObject({ reference: 'listed', inputs_size: 2, processed_count: 2 });
    expect(attributes).not.toHaveProperty('inputs');
    const changed = await client.change('imports', id, { reference: 'changed', metadata: { b: 2 } });
    expect(changed).toMatchObject({
      status: 200,
      body: { data: { attributes: { reference: 'changed', metadata: { b: 2 } } } },
    });
    expect((await client.change('imports', id, { inputs: [] })).status).toBe(400);
    expect((await client.send('DELETE', `imports/${id}`)).status).toBe(204);
    expect((await client.send('GET', `imports/${id}`)).status).toBe(404);
    expect((await client.send('DELETE', `imports/${id}`)).status).toBe(404);
  });

  test('tell in lists of the first 25 inputs that went wrong, by themselves of all, and of none that nobody asks for', async () => {
    const wrong = Array.from({ length: 30 }, (_, number) => ({ code: `WRONG-${number}` }));
    const { errors_log: log } = await imported('skus', wrong, { skip_errors: true, reference: 'wrong' });
    expect(Object.keys(log)).toEqual(wrong.map(({ code }) => code));
    const list = async (query: string) =>
      (await client.send('GET', `imports?filter[q][reference_eq]=wrong${query}`)).body.data[0].attributes;
    const first = Object.entries(log).slice(0, 25);
    expect(await list('')).toMatchObject({ errors_count: 30, errors_log: Object.fromEntries(first) });
    expect(await list('&fields[imports]=errors_log')).toEqual({ errors_log: Object.fromEntries(first) });
    expect(await list('&fields[imports]=errors_count')).toEqual({ errors_count: 30 });
    const big = [{ code: 'BIG', description: 'x'.repeat(70_000) }];
    await imported('skus', big, { skip_errors: true, reference: 'big' });
    const { body } = await client.send('GET', 'imports?filter[q][reference_eq]=big');
    expect(body.data[0].attributes).toMatchObject({ errors_count: 1, errors_log: {} });
  });

  test('are no bulks of the other dialect', async () => {
    await imported('skus', skusCalled('HIDDEN', 2));
    const { body } = await pipe.http('GET', '/rest/V1/bulk?searchCriteria[pageSize]=5');
    expect(body.total_count).toBe(0);
  });

  test('of the same Idempotency-Key are one', async () => {
    const attributes = { resource_type: 'skus', inputs: skusCalled('TWICE', 2) };
    const [first, second] = [
      await send(attributes, { 'idempotency-key': 'k1' }),
      await send(attributes, { 'idempotency-key': 'k1' }),
    ];
    expect([second.status, second.body.data.id]).toEqual([201, first.body.data.id]);
    const other = await send({ ...attributes, skip_errors: true }, { 'idempotency-key': 'k1' });
    expect([other.status, faultsOf(other)[0]![0]]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    await ended(first.body.data.id);
  });

  test('wait in a queue of ten, and one that is interrupted before it began saves nothing', async () => {
    await pipe.worker.end('SIGKILL');
    const waiting: string[] = [];
    for (let number = 0; number < 10; number++) {
      const { body } = await send({ resource_type: 'skus', inputs: skusCalled(`QUEUE-${number}`, 2) });
      waiting.push(body.data.id);
    }
    const eleventh = await send({ resource_type: 'skus', inputs: skusCalled('QUEUE-X', 2) });
    expect([eleventh.status, faultsOf(eleventh)]).toEqual([
      422,
      [['VALIDATION_ERROR', '/data/attributes/base', 'too_many']],
    ]);
    const interrupted = await client.change('imports', waiting[3]!, { _interrupt: true });
    expect(interrupted.body.data.attributes).toMatchObject({ status: 'interrupted', processed_count: 0 });
    expect((await client.send('DELETE', `imports/${waiting[4]}`)).status).toBe(204);
    await pipe.worker.start();
    expect(await ended(waiting[9]!)).toMatchObject({ status: 'completed', processed_count: 2 });
    expect(await stored(waiting[3]!)).toMatchObject({ attributes: { status: 'interrupted', processed_count: 0 } });
    expect(await countOf('skus?filter[q][code_start]=QUEUE-')).toBe(16);
  });

  test('tell other services of each step in their lives', async () => {
    const { id } = (await send({ resource_type: 'skus', inputs: skusCalled('TOLD', 1) })).body.data;
    await ended(id);
    await client.send('DELETE', `imports/${id}`);
    const steps: string[] = [];
    const consumer = pipe.kafka.consumer({ groupId: `spec-${id}` });
    await consumer.connect();
    await consumer.subscribe({ topic: pipe.topics.events, fromBeginning: true });
    await consumer.run({
      eachMessage: ({ message }) => {
        const isOurs = message.key?.toString() === id;
        if (isOurs) steps.push(JSON.parse(message.value!.toString()).step);
        return Promise.resolve();
      },
    });
    await eventually(() => steps.length === 4, 20_000).finally(() => consumer.disconnect());
    expect(steps).toEqual(['create', 'start', 'complete', 'destroy']);
  });
});
