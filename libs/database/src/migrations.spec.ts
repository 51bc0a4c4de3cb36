import type { MikroORM } from '@mikro-orm/postgresql';
import { freshDatabase } from '#testing/database';
import { migrate } from './migrate.js';
import { connectOrm } from './orm.js';

let orm: MikroORM;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  drop = database.drop;
  orm = await connectOrm({ url: database.url, ssl: false, connections: 1 });
});
afterAll(async () => {
  await orm.close();
  await drop();
});

test('migrations make the tables that the entities describe, and a second run makes nothing', async () => {
  expect(await migrate(orm)).not.toEqual([]);
  expect(await orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe('');
  expect(await migrate(orm)).toEqual([]);
});

test('a system begins with the default source in the default stock, sold on website base', async () => {
  const [row] = await orm.em.fork().execute<object[]>(`
    select source_code, s.name as stock, c.type || ' ' || c.code as channel
    from stock_source_link join source using (source_id) join stock s using (stock_id) join sales_channel c using (stock_id)`);
  expect(row).toEqual({ source_code: 'default', stock: 'Default Stock', channel: 'website base' });
});
