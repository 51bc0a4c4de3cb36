import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { item, link, source, stock } from '#testing/builders';
import { reserveAt } from '#testing/claims';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { Cli } from './cli.js';

let pipe: PipeClient;
let cli: Cli;

beforeAll(async () => {
  pipe = await sharedPipe();
  cli = new Cli(pipe);
  await cli.given(source('eu-1'), stock('EU'), stock('US'), link(2, 'eu-1'), link(3, 'eu-1'), item('eu-1', 'CHAIR', 3));
});
afterAll(() => pipe.close());

describe('website add', () => {
  test('registers websites, each once', async () => {
    const { code, stdout } = await cli.run(['website', 'add', 'de_site', 'base', 'DE_SITE']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'Website de_site has id 5.\nWebsite base has id 1.\nWebsite DE_SITE has id 5.\n',
    });
    expect(await cli.json('website', 'add', 'de_site')).toEqual([{ code: 'de_site', id: 5 }]);
    const { body } = await pipe.http('GET', '/rest/V1/inventory/stock-resolver/website/de_site');
    expect(body.stock_id).toBe(1);
  });

  test('says what is wrong with a code', async () => {
    const { code, stderr } = await cli.run(['website', 'add', 'two words']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '"code" contains white space: remove it.\n' });
  });
});

describe('token create', () => {
  const reads = (token: string) => pipe.http('GET', '/rest/V1/inventory/stocks?searchCriteria=', { token });
  const writes = (token: string) =>
    pipe.http('POST', '/rest/V1/inventory/stock-source-links', { token, body: { links: [] } });

  test('makes an integration that may do everything', async () => {
    const token = (await cli.run(['token', 'create', 'shop'])).stdout.trim();
    expect((await reads(token)).status).toBe(200);
    expect((await writes(token)).status).toBe(400);
    const levels = await pipe.http('GET', '/api/stock_levels', {
      ...{ token, headers: { accept: 'application/vnd.api+json' } },
    });
    expect(levels.status).toBe(200);
  });

  test('makes one that may use some resources only, for as long as it is told', async () => {
    const made = await cli.json(
      ...['token', 'create', 'erp', '--resource', 'Magento_InventoryApi::stock', '--days', '2'],
    );
    expect(made).toMatchObject({ name: 'erp', resources: ['Magento_InventoryApi::stock'] });
    expect(Date.parse(made.expiresAt as string) - Date.now()).toBeGreaterThan(47 * 3_600_000);
    expect(Date.parse(made.expiresAt as string) - Date.now()).toBeLessThanOrEqual(48 * 3_600_000);
    expect((await reads(made.token as string)).status).toBe(200);
    expect((await writes(made.token as string)).status).toBe(401);
  });

  test('needs a name, and days within a lifetime', async () => {
    const unnamed = await cli.run(['token', 'create']);
    expect(unnamed).toMatchObject({ code: 1, stdout: '' });
    expect(unnamed.stderr).toContain("missing required argument 'name'");
    expect((await cli.run(['token', 'create', ' '])).stderr).toContain('A token needs a name.');
    const eternal = await cli.run(['token', 'create', 'erp', '--days', '200000000']);
    expect(eternal).toMatchObject({ code: 1, stdout: '' });
    expect(eternal.stderr).toContain('It is a number of days from 1 to 36500.');
  });

  test('needs the secret of the gateways', async () => {
    const { code, output } = await pipe.stockwireWith({}, 'token', 'create', 'erp');
    expect(code).toBe(1);
    expect(output).toContain('TOKEN_SECRET must be that of the gateways');
  });
});

describe('commands show', () => {
  test('tells what became of a command of the gateway', async () => {
    const { headers } = await pipe.http('POST', '/rest/V1/inventory/websites', {
      ...{ body: { website: { code: 'fr_site', name: 'France' } }, headers: { prefer: 'respond-async' } },
    });
    const id = headers.get('location')!.split('/').at(-1)!;
    const shown = await eventually(async () => {
      const run = await cli.run(['commands', 'show', id]);
      return run.code === 0 && run;
    });
    expect(shown.stdout).toBe(`Command ${id} is done.\nView: {"websiteIds":[6]}\n`);
    expect(await cli.json('commands', 'show', id)).toMatchObject({ id, status: 'done', view: { websiteIds: [6] } });
  });

  test('tells why one of another service was refused', async () => {
    const message = commandMessage({ name: 'RegisterWebsites', data: { websites: [{ code: '' }] } });
    await pipe.publish(message);
    const shown = await eventually(async () => {
      const run = await cli.run(['commands', 'show', message.id, '--source', '/spec']);
      return run.code === 0 && run;
    });
    expect(shown.stdout).toBe(
      `Command ${message.id} is refused.\nFIELD_EMPTY websites.0.code: "code" is empty: give it a value.\n`,
    );
  });

  test('says clearly that nothing is known', async () => {
    const { code, stdout } = await cli.run(['commands', 'show', 'nobody']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Nothing is known of a command nobody from \/stockwire\/gateway\. .*DEDUPE_WINDOW/);
    const json = await cli.run(['commands', 'show', 'nobody', '--json']);
    expect({ code: json.code, ...JSON.parse(json.stdout) }).toEqual({
      ...{ code: 1, id: 'nobody', source: '/stockwire/gateway', status: 'unknown' },
    });
  });
});

describe('reindex', () => {
  const bend = () => pipe.sql('update stock_index set quantity = 99, salable = 99 where stock_id in (2, 3)');
  const quantities = () =>
    pipe.sql('select stock_id, quantity::float8 as quantity from stock_index where stock_id > 1 order by 1');

  test('mends one stock and leaves the others', async () => {
    await bend();
    expect(await cli.run(['reindex', '--stock', '2'])).toMatchObject({
      code: 0,
      stdout: 'Rebuilt the index of stock 2; 1 rows were wrong.\n',
    });
    expect(await quantities()).toEqual([
      { stock_id: 2, quantity: 3 },
      { stock_id: 3, quantity: 99 },
    ]);
    const verified = await cli.run(['index', 'verify', '--json']);
    expect(verified.code).toBe(1);
    expect(JSON.parse(verified.stdout)).toEqual([
      expect.objectContaining({ stockId: 3, sku: 'CHAIR', expected: expect.objectContaining({ quantity: '3.0000' }) }),
    ]);
    expect(await cli.json('reindex')).toEqual({ stock: 'all', mended: 1 });
    expect(await cli.run(['index', 'verify', '--json'])).toMatchObject({ code: 0, stdout: '[]\n' });
  });

  test('counts what is reserved at sources anew', async () => {
    await cli.given(reserveAt('eu-1', 'CHAIR', 1));
    await pipe.sql('update source_item set bound = 2');
    await pipe.sql('update stock_index set bound = 2, salable = 1 where stock_id > 1');
    const verified = await cli.run(['index', 'verify', '--json']);
    expect([verified.code, JSON.parse(verified.stdout)]).toEqual([
      1,
      [{ sourceCode: 'eu-1', sku: 'CHAIR', stored: { bound: '2.0000' }, expected: { bound: '1.0000' } }],
    ]);
    expect(await cli.json('reindex', '--stock', '2')).toEqual({ stock: 2, mended: 2 });
    expect(await cli.run(['index', 'verify', '--json'])).toMatchObject({ code: 0, stdout: '[]\n' });
  });

  test('refuses a stock that is not there', async () => {
    expect(await cli.run(['reindex', '--stock', '9'])).toMatchObject({ code: 1, stderr: 'There is no stock 9.\n' });
  });
});

describe('the servers of a verb', () => {
  const alone = (folder: string) =>
    pipe.stockwireWith({ DATABASE_URL: '', KAFKA_BROKERS: '', DATA_DIR: folder }, 'index', 'verify');

  test('are those of npm start, and it says what to do where that has never run', async () => {
    const { code, output } = await alone('/nowhere');
    expect(code).toBe(1);
    expect(output).toContain('There is no /nowhere/run.json: run npm start, set DATA_DIR');
  });

  test('cannot be known from a broken file, which is named', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stockwire-cli-'));
    await writeFile(join(folder, 'run.json'), '{"databaseUrl":"post');
    const { code, output } = await alone(folder);
    await rm(folder, { recursive: true });
    expect(code).toBe(1);
    expect(output).toContain(`${join(folder, 'run.json')} cannot be read: `);
  });
});

describe('help', () => {
  const verbs = [
    ...[['migrate'], ['reindex'], ['index', 'verify'], ['index', 'rebuild'], ['topic', 'adopt']],
    ...['list', 'show', 'redrive', 'discard'].map((verb) => ['dead-letters', verb]),
    ...['list-inconsistencies', 'create-compensations', 'cleanup'].map((verb) => ['reservations', verb]),
    ...[
      ['source-items', 'import'],
      ['source-items', 'export'],
      ['website', 'add'],
      ['token', 'create'],
    ],
    ['commands', 'show'],
  ];

  test.each(verbs.map((words) => [words.join(' '), words]))('of %s ends with an example', async (name, words) => {
    const { code, stdout } = await cli.run([...words, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`Example:\\n {2}\\$ stockwire ${name === 'index rebuild' ? 'reindex' : name}`));
  });

  test('is printed for a verb that does not exist, with exit code 1', async () => {
    const { code, stderr } = await cli.run(['reservation']);
    expect(code).toBe(1);
    expect(stderr).toContain("unknown command 'reservation'");
    expect(stderr).toContain('source-items');
  });
});
