import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { link, source, stock } from '#testing/builders';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { Cli } from './cli.js';

let pipe: Pipe;
let cli: Cli;
let folder: string;

beforeAll(async () => {
  // Small batches, so that an import is still under way when it has been seen to be.
  pipe = await startPipe({ BATCH_WEIGHT: '500' }, { gateway: false });
  cli = new Cli(pipe);
  folder = await mkdtemp(join(tmpdir(), 'stockwire-cli-'));
  await cli.given(source('eu-1'), source('us-1'), stock('EU'), link(2, 'eu-1'));
});
afterAll(async () => {
  await pipe.close();
  await rm(folder, { recursive: true, force: true });
});

async function file(name: string, content: string | Buffer): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const read = (name: string) => readFile(join(folder, name), 'utf8');
const importing = (path: string, ...options: string[]) => cli.run(['source-items', 'import', path, ...options]);
const exported = async (...options: string[]) => (await cli.run(['source-items', 'export', ...options])).stdout;
const outcomes = async (): Promise<number> =>
  (await pipe.sql<{ count: number }>('select count(*)::int as count from outcome'))[0]!.count;
const items = (prefix: string) =>
  pipe.sql<{ sku: string; source_code: string; quantity: number; status: number }>(
    `select sku, source_code, quantity::float8 as quantity, status from source_item join sku using (sku_id)
     join source using (source_id) where sku like $1 order by sku_key, source_code`,
    [`${prefix}%`],
  );

describe('source-items import', () => {
  test('saves the rows of Magento’s CSV, columns in any order, quoted or not', async () => {
    const path = await file(
      'magento.csv',
      '\ufeffSKU,quantity,source_code,status,note\r\nA-1,5.0000,eu-1,1,x\r\n"A,""2""",0.5,us-1,0,\r\n\r\n"A\n3",-1,eu-1,1,\r\n',
    );
    const { code, stdout, stderr } = await importing(path);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`${path}: 3 rows saved, 0 rejected;`);
    expect(await items('A')).toEqual([
      { sku: 'A\n3', source_code: 'eu-1', quantity: -1, status: 1 },
      { sku: 'A,"2"', source_code: 'us-1', quantity: 0.5, status: 0 },
      { sku: 'A-1', source_code: 'eu-1', quantity: 5, status: 1 },
    ]);
    await expect(read('magento.csv.rejects.csv')).rejects.toThrow('ENOENT');
  });

  test('saves rows of JSON, a line each, numbers or text', async () => {
    const lines = [
      { sku: 'J-1', source_code: 'eu-1', quantity: 1.25, status: 1 },
      { sku: 'J-2', sourceCode: 'us-1', quantity: '3', status: '0' },
    ];
    const path = await file('items.ndjson', lines.map((line) => `${JSON.stringify(line)}\n`).join('\n'));
    expect(JSON.parse((await importing(path, '--json')).stdout)).toMatchObject({
      saved: 2,
      rejected: 0,
      rejects: null,
    });
    expect(await items('J-')).toEqual([
      { sku: 'J-1', source_code: 'eu-1', quantity: 1.25, status: 1 },
      { sku: 'J-2', source_code: 'us-1', quantity: 3, status: 0 },
    ]);
  });

  test('of rows of one SKU the last counts, however far they are apart', async () => {
    const rows = Array.from({ length: 8_000 }, (_, row) => `eu-1,L-${row % 4},1,${row}`);
    expect((await importing(await file('last.csv', csv(rows)))).code).toBe(0);
    expect((await items('L-')).map(({ quantity }) => quantity)).toEqual([7_996, 7_997, 7_998, 7_999]);
  });

  test('puts rows aside that cannot be saved, with line and reason, and saves the others', async () => {
    const path = await file(
      'mixed.csv',
      csv([
        ...['eu-1,R-1,1,1', 'nowhere,R-2,1,1', 'eu-1,R-3,1,lots', 'eu-1,R-4,yes,1', 'eu-1,,1,1', 'eu-1, R-5,1,1'],
        ...[
          'eu-1,R-6,7,',
          `eu-1,${'R'.repeat(65)},1,1`,
          'eu-1,R-7,1',
          'eu-1,R-8,1,1,1',
          'eu-1,R-9,1,1',
          'eu-1,"R\0",1,1',
        ],
      ]),
    );
    const { code, stdout } = await importing(path);
    expect(code).toBe(1);
    expect(stdout).toContain('2 rows saved, 10 rejected');
    expect(stdout).toContain(`Rejected rows and why: ${path}.rejects.csv`);
    expect((await items('R')).map(({ sku }) => sku)).toEqual(['R-1', 'R-9']);
    const rejects = await rejectsIn('mixed.csv.rejects.csv');
    expect(rejects[0]).toEqual({
      ...{ source_code: 'nowhere', sku: 'R-2', status: '1', quantity: '1', line: '3' },
      reason: 'There is no source "nowhere": create it first.',
    });
    expect(rejects.slice(1).map(({ sku, line, reason }) => [line, sku, reason])).toEqual([
      ['4', 'R-3', expect.stringMatching(/^quantity must match pattern/)],
      ['5', 'R-4', expect.stringMatching(/^status must be integer/)],
      ['6', '', '"sku" is empty: give it a value.'],
      ['7', ' R-5', '"sku" begins or ends with a blank: remove it.'],
      [...['8', 'R-6'], '"quantity" is missing: give a number. "status" must be 0 (out of stock) or 1 (in stock).'],
      ['9', 'R'.repeat(65), '"sku" is longer than 64 characters: shorten it.'],
      ['10', 'R-7', 'the line has 3 columns, the header 4'],
      ['11', 'R-8', 'the line has 5 columns, the header 4'],
      ['13', 'R\0', 'a text holds the character NUL or half a surrogate pair'],
    ]);
  });

  test('names the lines of rejects behind cells of several lines', async () => {
    const path = await file(
      'notes.csv',
      [
        ...['source_code,sku,status,quantity,note', 'eu-1,M-1,1,1,"two\r\nlines"', 'nowhere,M-2,1,1,"two\nlines"'],
        ...['nowhere,M-3,1,1,"three\r\n\r\nlines"', 'nowhere,M-4,1,1,'],
      ].join('\r\n'),
    );
    expect((await importing(path)).code).toBe(1);
    expect((await rejectsIn('notes.csv.rejects.csv')).map(({ sku, line }) => [sku, line])).toEqual([
      ['M-2', '5'],
      ['M-3', '8'],
      ['M-4', '9'],
    ]);
  });

  test('rejects can be imported once their cause is mended', async () => {
    const path = await file('early.csv', csv(['late-1,E-1,1,1', 'eu-1,E-2,1,2', 'late-1,E-3,1,3']));
    expect((await importing(path)).code).toBe(1);
    await cli.given(source('late-1'));
    expect(JSON.parse((await importing(`${path}.rejects.csv`, '--json')).stdout)).toMatchObject({
      saved: 2,
      rejected: 0,
    });
    expect(await items('E-')).toHaveLength(3);
  });

  test('of what was imported already does nothing, unless it is to be done again', async () => {
    const path = await file('twice.csv', csv(['eu-1,T-1,1,1', 'nowhere,T-2,1,1']));
    await importing(path);
    await pipe.sql(`update source_item set quantity = 9 where sku_id = (select sku_id from sku where sku = 'T-1')`);
    const before = await outcomes();
    const again = await importing(path);
    expect(again.code).toBe(1);
    expect(again.stdout).toMatch(
      /imported at .*Z: there is nothing left to do, --again.*\n.*1 rows saved, 1 rejected\./,
    );
    expect(await read('twice.csv.rejects.csv')).toContain('nowhere,T-2');
    await rm(join(folder, 'twice.csv.import.json'));
    expect((await importing(path)).code).toBe(1);
    expect(await items('T-')).toMatchObject([{ quantity: 9 }]);
    expect(await outcomes()).toBe(before);
    expect((await importing(path, '--again')).code).toBe(1);
    expect(await items('T-')).toMatchObject([{ quantity: 1 }]);
  });

  test('goes on where it was killed, and saves every row once', async () => {
    const rows = Array.from({ length: 24_000 }, (_, row) =>
      row % 4_000 === 77 ? `nowhere,K-${row},1,1` : `eu-1,K-${row},1,${row % 7}`,
    );
    const path = await file('killed.csv', csv(rows));
    const before = await outcomes();
    const child = cli.start(['source-items', 'import', path]);
    const journal = async () => JSON.parse(await read('killed.csv.import.json'));
    await eventually(async () => (await journal()).saved > 0);
    pipe.worker.signal('SIGSTOP');
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    const { saved, finishedAt } = await journal();
    expect({ finishedAt, part: saved > 0 && saved < 23_994 }).toEqual({ finishedAt: null, part: true });
    pipe.worker.signal('SIGCONT');

    const resumed = JSON.parse((await importing(path, '--json')).stdout);
    expect(resumed).toMatchObject({ saved: 23_994, rejected: 6, rejects: `${path}.rejects.csv` });
    expect(resumed.earlier).toBeGreaterThanOrEqual(saved as number);
    const { lanes } = await journal();
    const chunks = (lanes as number[]).reduce((sum, count) => sum + count);
    // A chunk with a row that was refused is two commands.
    expect((await outcomes()) - before).toBe(chunks + 6);
    const [stored] = await pipe.sql(
      `select count(*)::int as items, sum(i.quantity)::int as quantity, max(x.version)::int as version
       from source_item i join sku k using (sku_id) join stock_index x using (sku_id) where sku like 'K-%' and stock_id = 2`,
    );
    const quantity = rows.reduce((sum, row) => sum + (row.startsWith('eu-1') ? Number(row.split(',')[3]) : 0), 0);
    expect(stored).toEqual({ items: 23_994, quantity, version: 1 });
    expect((await rejectsIn('killed.csv.rejects.csv')).map(({ sku }) => sku)).toEqual(
      [77, 4_077, 8_077, 12_077, 16_077, 20_077].map((row) => `K-${row}`),
    );
  });

  test('says that a file changed while it was imported, and imports it anew', async () => {
    // Few enough of one SKU wait at once that the end of the file is unread while the worker is stopped.
    const rows = Array<string>(4_000).fill(`eu-1,C-1,1,1,${'-'.repeat(1_000)}`);
    const content = `source_code,sku,status,quantity,note\n${rows.join('\n')}\n`;
    const path = await file('growing.csv', content);
    pipe.worker.signal('SIGSTOP');
    const importingIt = importing(path);
    await eventually(() => read('growing.csv.import.json').catch(() => undefined));
    await appendFile(path, 'eu-1,C-LATE,1,1,\n');
    pipe.worker.signal('SIGCONT');
    const { code, stdout, stderr } = await importingIt;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('growing.csv changed while it was imported: import it again');

    await file('growing.csv', content);
    await pipe.sql(`update source_item set quantity = 9 where sku_id = (select sku_id from sku where sku = 'C-1')`);
    expect(JSON.parse((await importing(path, '--json')).stdout)).toMatchObject({ saved: 4_000, earlier: 0 });
    expect(await items('C-1')).toMatchObject([{ quantity: 1 }]);
  });

  test('says which notes of an import it cannot read', async () => {
    const path = await file('noted.csv', csv(['eu-1,N-1,1,1']));
    await file('noted.csv.import.json', '{"sha');
    expect(await importing(path)).toMatchObject({
      code: 1,
      stderr: `${path}.import.json does not tell how far the import has come: remove it to begin anew.\n`,
    });
  });

  test.each([
    ['a file that is not there', 'missing.csv', undefined, /ENOENT.*missing\.csv/],
    ['a header without a column', 'head.csv', 'sku,quantity\nA,1\n', /The header lacks source_code, status/],
    ['an empty file', 'empty.csv', '', /The file is empty: its first line must be source_code,sku,status,quantity/],
    [
      'a file that is not UTF-8',
      'latin.csv',
      Buffer.from('source_code,sku,status,quantity\neu-1,\xfc,1,1\n', 'latin1'),
      /UTF-8/,
    ],
    [
      'a quote that nobody closes',
      'quote.csv',
      csv(['eu-1,Q-1,1,1', 'eu-1,"Q-2,1,1', 'eu-1,Q-3,1,1']),
      /^Line 3 begins a quote that nobody closes/,
    ],
    [
      'such a quote behind many rows and before many',
      'quotes.csv',
      csv([
        ...Array<string>(3_000).fill('eu-1,Q-1,1,1'),
        'eu-1,"Q-2,1,1',
        ...Array<string>(9_000).fill('eu-1,Q-3,1,1'),
      ]),
      /^Line 3002 begins a row of more than 100000 bytes, or a quote that nobody closes/,
    ],
    [
      'a row that is too long',
      'long.csv',
      csv(['eu-1,Q-1,1,1', `eu-1,${'Q'.repeat(100_000)},1,1`, 'eu-1,Q-3,1,1']),
      /^Line 3 begins a row of more than 100000 bytes/,
    ],
  ])('says what is wrong with %s', async (_, name, content, message) => {
    if (content !== undefined) await file(name, content);
    const { code, stderr } = await importing(join(folder, name));
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });
});

describe('source-items export', () => {
  test('writes what the import reads, of the sources or stocks that are asked for', async () => {
    await importing(await file('x.csv', csv(['eu-1,X-1,1,1.5', 'us-1,X-1,0,2', 'us-1,"X,2",1,-3'])));
    const own = (text: string) =>
      text
        .split('\n')
        .filter((line) => line.includes('X'))
        .sort();
    const all = await exported();
    expect(all.split('\n')[0]).toBe('source_code,sku,status,quantity');
    expect(own(all)).toEqual(['eu-1,X-1,1,1.5000', 'us-1,"X,2",1,-3.0000', 'us-1,X-1,0,2.0000']);
    expect(own(await exported('--source', 'US-1'))).toEqual(['us-1,"X,2",1,-3.0000', 'us-1,X-1,0,2.0000']);
    expect(own(await exported('--stock', '2'))).toEqual(['eu-1,X-1,1,1.5000']);
    expect(own(await exported('--format', 'ndjson')).map((line) => JSON.parse(line))[1]).toEqual({
      ...{ source_code: 'us-1', sku: 'X,2', status: 1, quantity: -3 },
    });
    expect(await exported('--source', 'nobody')).toBe('source_code,sku,status,quantity\n');
  });

  test.each(['csv', 'ndjson'])('into a %s file can be imported again and changes nothing', async (format) => {
    const path = join(folder, `all.${format}`);
    const { file: told, rows } = await cli.json('source-items', 'export', '--out', path);
    expect({ told, rows }).toEqual({ told: path, rows: (await items('')).length });
    const versions = () => pipe.sql('select sku_id, stock_id, version from stock_index order by 1, 2');
    const before = await versions();
    expect(JSON.parse((await importing(path, '--json')).stdout)).toMatchObject({ saved: rows, rejected: 0 });
    expect(await versions()).toEqual(before);
  });

  test('writes into a pipe that has a name, and leaves it one', async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const [{ code }, content] = await Promise.all([
      cli.run(['source-items', 'export', '--out', path]),
      readFile(path, 'utf8'),
    ]);
    expect(code).toBe(0);
    expect(content).toBe(await exported());
    expect((await stat(path)).isFIFO()).toBe(true);
  });

  test('says when it cannot write', async () => {
    const { code, stderr } = await cli.run(['source-items', 'export', '--out', join(folder, 'no', 'where.csv')]);
    expect(code).toBe(1);
    expect(stderr).toContain('ENOENT');
  });
});

function csv(rows: string[]): string {
  return `source_code,sku,status,quantity\n${rows.join('\n')}\n`;
}

/** The rows of a rejects file, by the lines they speak of: they are written as chunks are done. */
async function rejectsIn(name: string): Promise<Record<string, string>[]> {
  const rows = parse(await read(name), { columns: true });
  return (rows as Record<string, string>[]).sort((one, other) => Number(one.line) - Number(other.line));
}
