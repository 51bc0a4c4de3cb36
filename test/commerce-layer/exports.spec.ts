import { readFile } from 'node:fs/promises';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { ADDRESS, CommerceLayerClient, faultsOf, META } from './client.js';

let pipe: Pipe;
let client: CommerceLayerClient;
let berlin: string;

beforeAll(async () => {
  pipe = await startPipe({ NODE_OPTIONS: '--max-semi-space-size=8', MALLOC_ARENA_MAX: '1' });
  client = new CommerceLayerClient(pipe);
  const address = await client.created('addresses', ADDRESS);
  const at = { address: ['addresses', address.id] as [string, string] };
  berlin = (await client.created('stock_locations', { name: 'Berlin', code: 'BER' }, at)).id;
  for (const [code, name] of Object.entries({ CHAIR: 'A chair', TABLE: 'A "round", low table', BED: 'A bed' })) {
    const sku = await client.created('skus', { code, name, ...(code === 'BED' && { weight: 40 }) });
    const related = { stock_location: ['stock_locations', berlin], sku: ['skus', sku.id] } as const;
    if (code !== 'BED') await client.created('stock_items', { quantity: code.length }, related as never);
  }
});
afterAll(() => pipe?.close());

const send = (attributes: object) => client.send('POST', 'exports', { type: 'exports', attributes, relationships: {} });
const stored = async (id: string) => (await client.send('GET', `exports/${id}`)).body.data.attributes;

async function ended(id: string, timeoutMs?: number) {
  await eventually(async () => !['pending', 'in_progress'].includes((await stored(id)).status), timeoutMs);
  return stored(id);
}

/** Makes an export and waits for its end; what it says then, and its file. */
async function exported(resource_type: string, more: object = {}) {
  const { status, body } = await send({ resource_type, ...more });
  expect([status, body.errors]).toEqual([201, undefined]);
  const said = await ended(body.data.id);
  expect(said).toMatchObject({ status: 'completed', errors_log: {} });
  const file = await fetch(said.attachment_url);
  return { said, type: file.headers.get('content-type'), text: await file.text() };
}

/** Puts as many SKUs more into the database as make it hard to have all in memory. */
const givenSkus = (prefix: string, count: number) =>
  pipe.sql(`insert into sku (sku, sku_key) select $1 || n, lower($1) || n from generate_series(1, $2::int) as n`, [
    prefix,
    count,
  ]);

describe('an export', () => {
  test('is accepted as pending and becomes a file', async () => {
    const { status, body } = await send({ resource_type: 'skus', filters: { code_in: 'CHAIR,BED' }, reference: 'x' });
    const { id } = body.data;
    const self = `${client.url}/api/exports/${id}`;
    const links = (name: string) => ({ links: { self: `${self}/relationships/${name}`, related: `${self}/${name}` } });
    expect([status, body.data]).toEqual([
      201,
      {
        ...{ id: expect.stringMatching(/^[A-Za-z]{10}$/), type: 'exports', links: { self }, meta: META },
        attributes: {
          ...{ resource_type: 'skus', format: 'json', status: 'pending', includes: null, fields: null },
          ...{ filters: { code_in: 'CHAIR,BED' }, dry_data: false, jwt_filters: false, progress: 0 },
          ...{ started_at: null, completed_at: null, interrupted_at: null, estimated_completion_at: null },
          ...{ records_count: null, processed_count: 0, attachment_url: null, errors_log: {} },
          ...{ reference: 'x', reference_origin: null, metadata: {} },
          ...{ created_at: expect.stringMatching(/Z$/), updated_at: expect.stringMatching(/Z$/) },
        },
        relationships: { events: links('events'), event_stores: links('event_stores') },
      },
    ]);
    const said = await ended(id);
    expect(said).toMatchObject({ status: 'completed', records_count: 2, processed_count: 2, progress: 100 });
    const file = await fetch(said.attachment_url);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="skus.json"');
    expect(await file.json()).toMatchObject([
      { id: expect.stringMatching(/^[A-Za-z]{10}$/), code: 'CHAIR', name: 'A chair', weight: null, metadata: {} },
      { code: 'BED', weight: 40, created_at: expect.stringMatching(/Z$/) },
    ]);
  });

  test('is CSV when that is asked for', async () => {
    const { type, text } = await exported('skus', { format: 'csv', fields: ['code', 'name', 'weight', 'do_not_ship'] });
    expect(type).toBe('text/csv; charset=utf-8');
    expect(text).toBe(
      'code,name,weight,do_not_ship\nCHAIR,A chair,,false\nTABLE,"A ""round"", low table",,false\nBED,A bed,40,false\n',
    );
  });

  test('brings related records along, and only the fields that are named', async () => {
    const whole = await exported('stock_items', { includes: ['stock_location.address'], filters: { quantity_gt: 0 } });
    expect(JSON.parse(whole.text)).toMatchObject([
      {
        sku_code: 'CHAIR',
        quantity: 5,
        stock_location_id: berlin,
        stock_location: { code: 'BER', address: { city: 'Berlin' } },
      },
      { sku_code: 'TABLE', stock_location: { name: 'Berlin' } },
    ]);
    const fields = ['quantity', 'stock_location.code', 'sku.*'];
    const { text } = await exported('stock_items', { fields });
    expect(JSON.parse(text)[0]).toEqual({
      quantity: 5,
      stock_location: { code: 'BER' },
      sku: expect.objectContaining({ code: 'CHAIR', name: 'A chair' }),
    });
    const csv = await exported('stock_items', { fields: ['quantity', 'stock_location.code'], format: 'csv' });
    expect(csv.text).toBe('quantity,stock_location.code\n5,BER\n5,BER\n');
    const many = await exported('skus', { fields: ['code', 'stock_items.quantity'], filters: { code_eq: 'CHAIR' } });
    expect(JSON.parse(many.text)).toEqual([{ code: 'CHAIR', stock_items: [{ quantity: 5 }] }]);
  });

  test('of dry data is what an import takes back', async () => {
    const { text } = await exported('stock_items', { dry_data: true });
    const inputs = JSON.parse(text);
    expect(inputs).toEqual([
      { sku_code: 'CHAIR', quantity: 5, stock_location_id: berlin, sku_id: expect.any(String) },
      { sku_code: 'TABLE', quantity: 5, stock_location_id: berlin, sku_id: expect.any(String) },
    ]);
    const attributes = { resource_type: 'stock_items', inputs };
    const { body } = await client.send('POST', 'imports', { type: 'imports', attributes, relationships: {} });
    await eventually(async () => {
      const { status, processed_count, warnings_count } = (await client.send('GET', `imports/${body.data.id}`)).body
        .data.attributes;
      return status === 'completed' && processed_count === 2 && warnings_count === 0;
    });
  });

  test('of nothing is an empty file', async () => {
    const none = { filters: { code_eq: 'NONE' } };
    expect(JSON.parse((await exported('skus', none)).text)).toEqual([]);
    expect((await exported('skus', { ...none, format: 'csv', fields: ['code'] })).text).toBe('code\n');
  });

  test('that cannot be is refused with all that is wrong', async () => {
    expect(faultsOf(await send({ resource_type: 'orders', format: 'xml' }))).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/resource_type', 'inclusion'],
      ['VALIDATION_ERROR', '/data/attributes/format', 'inclusion'],
    ]);
    const odd = { resource_type: 'skus', filters: { colour_eq: 'x' }, includes: ['prices.x'], fields: ['a', 1] };
    expect(faultsOf(await send(odd))).toEqual([
      ['VALIDATION_ERROR', '/data/attributes/fields', 'invalid'],
      ['VALIDATION_ERROR', '/data/attributes/includes', 'invalid'],
      ['VALIDATION_ERROR', '/data/attributes/filters', 'invalid'],
    ]);
  });
});

describe('a file of an export', () => {
  test('that loses a part is broken off, and is never shorter than it was', async () => {
    const { said } = await exported('skus');
    await pipe.sql(
      'update job_file set number = number + 1 where number > 0 and job_id = any(select job_id from job where token = $1)',
      [said.attachment_url.split('/').at(-2)],
    );
    const answer = await fetch(said.attachment_url);
    await expect(answer.text()).rejects.toThrow();
    await pipe.sql('delete from job_file');
    const nothing = await fetch(said.attachment_url);
    expect(nothing.status).toBe(500);
  });
});

describe('exports', () => {
  test('that always fail end, say why, and can be made anew', async () => {
    await pipe.sql(`create function full_disk() returns trigger language plpgsql
      as $$ begin raise exception 'no space left' using errcode = '53100'; end $$`);
    await pipe.sql('create trigger full_disk before insert on job_file for each row execute function full_disk()');
    const { id } = (await send({ resource_type: 'skus' })).body.data;
    const attempts = async () => {
      const [job] = await pipe.sql<{ attempts: number }>('select attempts from job where public_id = $1', [id]);
      return job!.attempts;
    };
    await eventually(async () => (await attempts()) === 1);
    expect((await stored(id)).status).toBe('in_progress');
    const silent = `update job set attempts = 9, worked_at = now() - interval '1 minute' where public_id = $1`;
    await eventually(async () => {
      if ((await attempts()) < 9) await pipe.sql(silent, [id]);
      return (await stored(id)).status === 'failed';
    });
    expect([await attempts(), (await stored(id)).errors_log]).toEqual([10, { error: 'no space left' }]);
    await pipe.sql('drop trigger full_disk on job_file');
    expect((await client.change('exports', id, { _start: true })).status).toBe(200);
    expect(await ended(id)).toMatchObject({ status: 'completed', errors_log: {}, records_count: 3 });
    expect(await attempts()).toBe(1);
  });

  test('that ended their gateways ten times have failed', async () => {
    const { id } = (await send({ resource_type: 'skus' })).body.data;
    await ended(id);
    const again = `status = 'in_progress', settled = false, worked_at = now() - interval '1 minute'`;
    await pipe.sql(`update job set ${again}, attempts = 10 where public_id = $1`, [id]);
    expect(await ended(id)).toMatchObject({ status: 'failed', errors_log: { Error: 'It was cut short 10 times.' } });
  });

  test('are ten at most, those that are made anew among them', async () => {
    const { id } = (await send({ resource_type: 'skus' })).body.data;
    await ended(id);
    await pipe.sql(`update job set status = 'interrupted' where public_id = $1`, [id]);
    await pipe.sql(
      `insert into job (public_id, kind, resource_type, options, status, settled, processed_count, errors_count, counted_processed,
         counted_errors, warnings_count, token, metadata, created_at, updated_at, worker, worked_at)
       select 'busy' || n, kind, resource_type, options, 'in_progress', false, 0, 0, 0, 0, 0, 'busy' || n, '{}', now(), now(), 'x',
         now() + interval '1 hour' from job, generate_series(1, 10) as n where public_id = $1`,
      [id],
    );
    const tooMany = [['VALIDATION_ERROR', '/data/attributes/base', 'too_many']];
    const restarted = await client.change('exports', id, { _start: true, reference: 'again' });
    expect([restarted.status, faultsOf(restarted)]).toEqual([422, tooMany]);
    expect(await stored(id)).toMatchObject({ status: 'interrupted', reference: null });
    expect(faultsOf(await send({ resource_type: 'skus' }))).toEqual(tooMany);
    expect((await client.change('exports', 'busy2', { _start: true })).status).toBe(200);
    await client.send('DELETE', 'exports/busy1');
    expect((await client.change('exports', id, { _start: true })).status).toBe(200);
    expect(await ended(id)).toMatchObject({ status: 'completed' });
    await pipe.sql(`delete from job where worker = 'x'`);
  });

  test('of 40,000 records need no more memory than those of 10,000', async () => {
    await givenSkus('FEW-', 10_000);
    await givenSkus('MANY-', 40_000);
    await made('FEW-', 10_000);
    const before = await peakOf(pipe.gateway.pid);
    const bytes = await made('MANY-', 40_000);
    const grown = (await peakOf(pipe.gateway.pid)) - before;
    expect(bytes).toBeGreaterThan(12_000_000);
    expect(grown).toBeLessThan(80);
  }, 120_000);

  test('are interrupted, made anew, and deleted with their files', async () => {
    const { body } = await send({ resource_type: 'skus' });
    const { id } = body.data;
    const interrupted = await client.change('exports', id, { _interrupt: true });
    expect(interrupted.body.data.attributes).toMatchObject({ status: 'interrupted', attachment_url: null });
    const again = await client.change('exports', id, { _start: true });
    expect(again.body.data.attributes.status).toMatch(/pending|in_progress/);
    const said = await ended(id, 60_000);
    expect(said).toMatchObject({ status: 'completed', interrupted_at: null });
    expect((await fetch(said.attachment_url, { method: 'HEAD' })).status).toBe(200);
    expect((await client.send('DELETE', `exports/${id}`)).status).toBe(204);
    expect((await fetch(said.attachment_url)).status).toBe(404);
  }, 120_000);

  test('are made from the beginning when the gateway is killed amid one', async () => {
    const { body } = await send({ resource_type: 'skus' });
    const { id } = body.data;
    await eventually(async () => (await stored(id)).processed_count > 0);
    await pipe.gateway.end('SIGKILL');
    await pipe.gateway.start();
    const said = await ended(id, 90_000);
    expect(said).toMatchObject({ status: 'completed', records_count: 50_003, processed_count: 50_003 });
    const file = (await (await fetch(said.attachment_url)).json()) as unknown[];
    expect(file).toHaveLength(50_003);
  }, 120_000);
});

/** Exports SKUs and fetches the file; how many bytes it has. */
async function made(prefix: string, count: number): Promise<number> {
  const { body } = await send({ resource_type: 'skus', filters: { code_start: prefix } });
  const said = await ended(body.data.id, 60_000);
  expect(said).toMatchObject({ status: 'completed', records_count: count, processed_count: count });
  let bytes = 0;
  for await (const part of (await fetch(said.attachment_url)).body!) bytes += part.length;
  return bytes;
}

/** The most memory that a process has had, in megabytes. */
async function peakOf(pid: number): Promise<number> {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))!;
  return Math.round(Number(kilobytes) / 1024);
}
