import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from '#testing/eventually';
import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';

const PLACES = 'test/geonames/places.txt';

let pipe: PipeClient;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stockwire-geonames-'));
  pipe = await sharedPipe();
});
afterAll(async () => {
  await pipe?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => pipe.sql('truncate geoname'));

const file = async (name: string, ...lines: string[]) => {
  const path = join(folder, name);
  await writeFile(path, lines.map((line) => `${line}\n`).join(''));
  return path;
};
const line = (country: string, postcode: string, city: string, latitude = '1', longitude = '2') =>
  [country, postcode, city, 'Region', '', '', '', '', '', latitude, longitude, '4'].join('\t');
const run = (...files: string[]) => pipe.stockwire('geonames', 'import', ...files);
const stored = async () =>
  Object.fromEntries(
    (
      await pipe.sql<{ country: string; postcodes: string }>(
        `select country_code as country, string_agg(postcode_key, ' ' order by geoname_id) as postcodes from geoname group by 1`,
      )
    ).map(({ country, postcodes }) => [country, postcodes]),
  );

it('brings in every place of every country of a file, and tells how many', async () => {
  const { code, output } = await run(PLACES);
  expect({ code, output }).toEqual({
    code: 0,
    output: ['DE has 20', 'FR has 8', 'GB has 6', 'US has 6']
      .map((told) => `${PLACES}: ${told} places now.\n`)
      .join(''),
  });
  await expect(pipe.sql('select count(*)::int as places from geoname')).resolves.toEqual([{ places: 40 }]);
});

it('replaces the countries of a file, wherever in it they are, and leaves others alone', async () => {
  await run(await file('old.txt', line('DE', '1', 'A'), line('DE', '2', 'B'), line('FR', '9', 'Z')));
  const mixed = [line('DE', '3', 'C'), line('AT', '5', 'E'), line('DE', '2', 'D')];
  await expect(run(await file('new.txt', ...mixed))).resolves.toMatchObject({ code: 0 });
  await expect(stored()).resolves.toEqual({ AT: '5', DE: '2 3', FR: '9' });
});

it('takes files one after the other, the last word on a country being the last file', async () => {
  const [first, second] = [await file('1.txt', line('DE', '1', 'A')), await file('2.txt', line('DE', '2', 'B'))];
  await expect(run(first, second)).resolves.toMatchObject({ code: 0 });
  await expect(stored()).resolves.toEqual({ DE: '2' });
});

it('leaves out lines that tell no place, names them, and exits 1', async () => {
  const lines = [line('DE', '1', 'A'), 'Germany', '', line('DE', '2', 'B', 'north'), line('DE', '3', 'C')];
  const path = await file('faults.txt', ...lines);
  const { code, output } = await run(path);
  expect(code).toBe(1);
  expect(output).toContain(`${path}: DE has 2 places now.`);
  expect(output).toContain(`${path}:2: left out, it has 1 columns separated by tabs, not 12.`);
  expect(output).toContain(`${path}:4: left out, column 10, the latitude, is no number of degrees.`);
  await expect(stored()).resolves.toEqual({ DE: '1 3' });
});

it('names the first lines that it leaves out, and counts them all', async () => {
  const path = await file('many.txt', ...Array<string>(25).fill('nothing'), line('DE', '1', 'A'));
  const { output } = await run(path);
  expect(output.match(/left out, it has 1 columns/g)).toHaveLength(20);
  expect(output).toContain('25 lines left out in all.');
});

it('tells all of it as JSON', async () => {
  const path = await file('json.txt', line('FR', '75001', 'Paris 01'), 'nothing');
  const { code, output } = await run('--json', path);
  expect(code).toBe(1);
  expect(JSON.parse(output)).toEqual([
    {
      ...{ file: path, countries: [{ country: 'FR', places: 1 }], linesLeftOut: 1 },
      faults: [{ line: 2, reason: 'it has 1 columns separated by tabs, not 12' }],
    },
  ]);
});

it('replaces nothing by a file that tells no place', async () => {
  await run(PLACES);
  const { code, output } = await run(await file('empty.txt'));
  expect({ code, output }).toMatchObject({
    code: 1,
    output: expect.stringContaining('nothing was replaced') as string,
  });
  await expect(pipe.sql('select count(*)::int as places from geoname')).resolves.toEqual([{ places: 40 }]);
});

it.each<[string, () => Promise<string>, string]>([
  ['that is not there', () => Promise.resolve(join(folder, 'missing.txt')), 'no such file'],
  ['that is a folder', () => Promise.resolve(folder), 'is no file'],
  ['that is an archive', () => file('DE.zip', 'PK\u0003\u0004'), 'is an archive: unpack it'],
])('touches nothing when it is given a file %s', async (_, path, told) => {
  const { code, output } = await run(await file('good.txt', line('DE', '1', 'A')), await path());
  expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining(told) as string });
  await expect(stored()).resolves.toEqual({});
});

it('lets readers see the old places of a country until the new ones are there', async () => {
  await run(await file('old.txt', line('DE', '1', 'A')));
  const seen = new Set<string>();
  let importing = true;
  const watching = (async () => {
    while (importing) seen.add((await stored()).DE?.split(' ').length.toString() ?? 'none');
  })();
  const many = Array.from({ length: 6_000 }, (_, index) => line('DE', String(index), 'City'));
  await expect(run(await file('new.txt', ...many))).resolves.toMatchObject({ code: 0 });
  await eventually(() => seen.has('6000'));
  importing = false;
  await watching;
  expect([...seen].sort()).toEqual(['1', '6000']);
});

it('keeps the places of one import when two of a country run at once', async () => {
  const path = await file(
    'same.txt',
    ...Array.from({ length: 6_000 }, (_, index) => line('DE', String(index), 'City')),
  );
  const letGo = await holdUp();
  const runs = [run(path), run(path)];
  await eventually(async () => (await waiting()) === 2);
  await letGo();
  await expect(Promise.all(runs)).resolves.toMatchObject([{ code: 0 }, { code: 0 }]);
  await expect(pipe.sql('select count(*)::int as places from geoname')).resolves.toEqual([{ places: 6_000 }]);
});

/** Has nobody write places until it is let go. */
async function holdUp(): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: pipe.environment.DATABASE_URL });
  await client.connect();
  await client.query('begin; lock table geoname in share mode');
  return () => client.end();
}

async function waiting(): Promise<number> {
  const [row] = await pipe.sql<{ waiting: number }>(
    `select count(*)::int as waiting from pg_locks where relation = 'geoname'::regclass and not granted`,
  );
  return row!.waiting;
}
