import type { OrderEventType } from '#contracts/orders';
import { commandKey, GATEWAY_SOURCE } from '#messaging/command-key';
import { configured, item, link, orderEvent, report, reserveUnchecked, source, stock } from '#testing/builders';
import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { Cli } from './cli.js';

let pipe: PipeClient;
let cli: Cli;

const event = (type: OrderEventType, increment: string, sku: string, quantity: number) =>
  report(
    orderEvent(type, increment, [[sku, quantity]], {
      order: { salesChannel: { type: 'website', code: 'eu_site' } },
      sourceCode: type === 'shipment_created' ? 'eu-1' : null,
    }),
  );
const placed = (increment: string, sku: string, quantity: number) => event('order_placed', increment, sku, quantity);

beforeAll(async () => {
  pipe = await sharedPipe();
  cli = new Cli(pipe);
  const shop = [source('eu-1'), stock('EU', ['eu_site']), link(2, 'eu-1')];
  const items = ['CHAIR', 'TABLE', 'a:b', 'FREE', 'GONE'].map((sku) => item('eu-1', sku, 100));
  await cli.given(...shop, ...items);
});
afterAll(() => pipe.close());

const list = (...options: string[]) => cli.run(['reservations', 'list-inconsistencies', ...options]);
const create = (args: string[], input = '') => cli.run(['reservations', 'create-compensations', ...args], input);
const loseLines = (increment: string) =>
  pipe.sql(`delete from reservation where metadata ->> 'object_increment_id' = $1`, [increment]);
const ledgerOf = (increment: string) =>
  pipe.sql<{ event: string; id: string; quantity: number; stock: number }>(
    `select metadata ->> 'event_type' as event, metadata ->> 'object_id' as id, quantity::float8 as quantity, stock_id as stock
     from reservation where metadata ->> 'object_increment_id' = $1 order by reservation_id`,
    [increment],
  );
const reserved = () => pipe.sql('select sku_id, stock_id, reserved from stock_index order by 1, 2');

describe('reservations list-inconsistencies', () => {
  test('finds nothing while the ledger is what orders promise', async () => {
    await cli.given(placed('100', 'CHAIR', 5), event('shipment_created', '100', 'CHAIR', 2), placed('101', 'TABLE', 1));
    await cli.given(event('order_canceled', '101', 'TABLE', 1));
    expect(await list()).toEqual({ code: 0, stdout: 'No order inconsistencies were found\n', stderr: '' });
    expect(await list('-r')).toMatchObject({ code: 0, stdout: 'No order inconsistencies were found\n' });
    expect(await list('--json')).toMatchObject({ code: 0, stdout: '[]\n' });
  });

  test('prints what orders lack or have too much, by stock and SKU, and exits with 255', async () => {
    await cli.given(placed('102', 'CHAIR', 2), placed('103', 'a:b', 3), event('shipment_created', '103', 'a:b', 3));
    await loseLines('102');
    await pipe.sql(`delete from reservation where quantity = 3 and metadata ->> 'object_increment_id' = '103'`);
    const lines = [
      'Order 102:',
      '  - Product CHAIR should be compensated by -2.000000 for stock 2',
      'Order 103:',
      '  - Product a:b should be compensated by +3.000000 for stock 2',
    ];
    expect(await list()).toEqual({ code: 255, stdout: `${lines.join('\n')}\n`, stderr: '' });
    expect(await list('--raw')).toMatchObject({ code: 255, stdout: '102:CHAIR:-2.000000:2\n103:a:b:3.000000:2\n' });
    expect(await cli.json('reservations', 'list-inconsistencies', '-b', '1')).toEqual([
      { incrementId: '102', stockId: 2, sku: 'CHAIR', quantity: '-2.000000' },
      { incrementId: '103', stockId: 2, sku: 'a:b', quantity: '3.000000' },
    ]);
  });

  test.each([
    ['--complete-orders', '103:a:b:3.000000:2\n'],
    ['-i', '102:CHAIR:-2.000000:2\n'],
    ['-ci', '103:a:b:3.000000:2\n'],
  ])('with %s prints those orders only', async (option, printed) => {
    expect(await list('-r', option)).toMatchObject({ code: 255, stdout: printed });
  });

  test('finds lines of an order on another stock, and those that know its id alone', async () => {
    const metadata = (more: object) => JSON.stringify({ object_type: 'order', event_type: 'order_placed', ...more });
    await pipe.sql(
      `insert into reservation (stock_id, sku_id, quantity, metadata, created_at)
       select stock_id, sku_id, -1, metadata::jsonb, now() from sku,
         (values (1, $1), (2, $2), (2, $3), (2, $4)) as line (stock_id, metadata) where sku_key = 'table'`,
      [
        metadata({ object_increment_id: '100' }),
        metadata({ object_increment_id: '', object_id: '1100' }),
        metadata({ object_increment_id: 'nobody reported it' }),
        metadata({ object_increment_id: '100', object_type: 'basket' }),
      ],
    );
    const before = await list('-i', '-r');
    expect(before.stdout).toBe('100:TABLE:1.000000:1\n100:TABLE:1.000000:2\n102:CHAIR:-2.000000:2\n');
    await pipe.sql(`delete from reservation where quantity = -1 and sku_id = (select sku_id from sku where sku_key = 'table')
      and metadata ->> 'object_increment_id' is distinct from '101'`);
  });

  test('leaves out what is not counted, and what the stock does not have', async () => {
    await cli.given(placed('104', 'FREE', 1), placed('105', 'GONE', 1), configured('FREE', { manageStock: false }));
    await cli.given({ name: 'DeleteSourceItems', data: { items: [{ sku: 'GONE', sourceCode: 'eu-1' }] } });
    await loseLines('104');
    await loseLines('105');
    expect((await list('-i', '-r')).stdout).toBe('102:CHAIR:-2.000000:2\n');
  });
});

describe('reservations create-compensations', () => {
  test('takes what the list prints, and then there is nothing left to find', async () => {
    const found = await list('-r');
    const created = await create([], found.stdout);
    expect(created).toEqual({
      code: 0,
      stdout: [
        'Following reservations were created:',
        '  - Product CHAIR was compensated by -2.000000 for stock 2',
        '  - Product a:b was compensated by +3.000000 for stock 2\n',
      ].join('\n'),
      stderr: '',
    });
    expect(await ledgerOf('102')).toEqual([{ event: 'manual_compensation', id: '1102', quantity: -2, stock: 2 }]);
    expect(await list()).toMatchObject({ code: 0 });
    expect(await create([], 'No order inconsistencies were found\n')).toMatchObject({ code: 0, stderr: '' });
  });

  test('writes a compensation down once however often it is given, unless it is to be done again', async () => {
    expect(await create(['-r', '100:CHAIR:+1:2', '100:chair:1.0:2'])).toMatchObject({
      ...{ code: 0, stdout: '100:CHAIR:+1:2\n' },
      stderr: '100:chair:1.0:2 was compensated already within the DEDUPE_WINDOW; --again does so once more\n',
    });
    const again = await create(['100:CHAIR:+1:2']);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/already.*--again/) as string });
    const manual = async () => (await ledgerOf('100')).filter((line) => line.event === 'manual_compensation');
    expect(await manual()).toHaveLength(1);
    expect((await create(['--again', '100:CHAIR:+1:2'])).code).toBe(0);
    expect(await manual()).toHaveLength(2);
    expect((await create(['100:CHAIR:-2:2'])).code).toBe(0);
    expect((await list()).code).toBe(0);
  });

  test('says why arguments fail, does the others, and exits with 1', async () => {
    const args = ['100', '100:CHAIR:x:2', '100:CHAIR:1:two', '999:CHAIR:1:2', '100:CHAIR:1:99', '100:TABLE:0.5:2'];
    const { code, stdout } = await create(args);
    expect(code).toBe(1);
    expect(stdout.split('\n').slice(1)).toEqual([
      expect.stringContaining('Error while parsing argument "100". Given argument does not match pattern'),
      '  - Error while parsing argument "100:CHAIR:x:2". "quantity" is expected to be a number.',
      '  - Error while parsing argument "100:CHAIR:1:two". "stock_id" is expected to be a number.',
      '  - There is no order "999": report that it was placed first.',
      '  - There is no stock 99: create it first.',
      '  - Product TABLE was compensated by +0.500000 for stock 2',
      '',
    ]);
    await cli.given(placed('999', 'CHAIR', 1));
    expect(await cli.json('reservations', 'create-compensations', '999:CHAIR:1:2')).toEqual([
      expect.objectContaining({ argument: '999:CHAIR:1:2', result: 'compensated', quantity: '1', stockId: 2 }),
    ]);
    expect((await create(['--again', '999:CHAIR:-1:2', '100:TABLE:-0.5:2'])).code).toBe(0);
  });

  test('says of both when what is given twice is refused', async () => {
    const { code, stdout } = await create(['998:CHAIR:1:2', '998:chair:1:2']);
    const reason = '  - There is no order "998": report that it was placed first.';
    expect({ code, lines: stdout.split('\n').slice(1) }).toEqual({ code: 1, lines: [reason, reason, ''] });
    const raw = await create(['-r', '998:CHAIR:1:2']);
    expect(raw).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('no order "998"') as string });
  });

  test('knows what was done after a refusal, also once the refusal is forgotten', async () => {
    const again = () => cli.json('reservations', 'create-compensations', '997:CHAIR:1:2');
    const [{ commandId }] = await again();
    await cli.given(placed('997', 'CHAIR', 1));
    expect(await again()).toMatchObject([{ result: 'compensated' }]);
    await pipe.sql('delete from outcome where command_key = $1', [commandKey(GATEWAY_SOURCE, commandId as string)]);
    expect(await again()).toMatchObject([{ result: 'repeated' }]);
    expect((await create(['997:CHAIR:-1:2'])).code).toBe(0);
  });

  test('takes back what the list prints of ids with colons and SKUs with line feeds', async () => {
    await cli.given(item('eu-1', 'TWO\nLINES', 5), placed('A:7', 'TWO\nLINES', 1));
    await loseLines('A:7');
    const { stdout } = await list('-r');
    expect(stdout).toBe('A%3A7:TWO%0ALINES:-1.000000:2\n');
    expect(await create([], stdout)).toMatchObject({ code: 0 });
    expect(await list()).toMatchObject({ code: 0 });
  });

  test('passes over what is not counted, as long as it is not', async () => {
    const { code, stdout } = await create(['104:FREE:-1:2']);
    expect({ code, last: stdout.split('\n').at(-2) }).toEqual({
      code: 0,
      last: '  - Product FREE was passed over: its stock is not managed',
    });
    await cli.given(configured('FREE', { manageStock: true }));
    expect(await cli.json('reservations', 'create-compensations', '104:FREE:-1:2')).toMatchObject([
      { result: 'compensated' },
    ]);
  });

  test('wants something to do', async () => {
    expect(await create([])).toMatchObject({
      code: 1,
      stderr: 'A list of compensations needs to be defined as argument or STDIN.\n',
    });
  });
});

describe('reservations cleanup', () => {
  test('drops what adds up to nothing for an order, a SKU and a stock, and changes nothing reserved', async () => {
    await cli.given(reserveUnchecked(2, 'CHAIR', -3), reserveUnchecked(2, 'CHAIR', 3));
    // Lines were taken from the ledger behind the index's back.
    expect((await cli.run(['reindex'])).code).toBe(0);
    const before = await reserved();
    const lines = () => pipe.sql('select reservation_id from reservation');
    const count = (await lines()).length;
    expect((await pipe.sql(`select from reservation where metadata ->> 'object_increment_id' = '101'`)).length).toBe(2);

    const { found } = await cli.json('reservations', 'cleanup', '--dry-run');
    expect(found).toBeGreaterThanOrEqual(2);
    expect(await cli.json('reservations', 'cleanup', '--dry-run', '--days', '1')).toEqual({ dropped: 0, found: 0 });
    expect((await lines()).length).toBe(count);
    expect(await cli.run(['reservations', 'cleanup'])).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: `Dropped ${found} lines of the ledger that added up to nothing.\n`,
    });
    expect((await lines()).length).toBe(count - found);
    expect(await ledgerOf('101')).toEqual([]);
    expect(await reserved()).toEqual(before);
    expect((await cli.run(['index', 'verify'])).stdout).toBe('The index is what the facts say.\n');
    expect((await list()).code).toBe(0);
  });
});
