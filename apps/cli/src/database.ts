import type { MikroORM } from '@mikro-orm/postgresql';
import { connectOrm } from '#database/orm';
import type { CliSettings } from './settings.js';

/** Does work with the database and closes the connection afterwards. */
export async function withDatabase(settings: CliSettings, work: (orm: MikroORM) => Promise<void>): Promise<void> {
  const orm = await connectOrm({ url: settings.DATABASE_URL, ssl: settings.DATABASE_SSL, connections: 2 });
  await work(orm).finally(() => orm.close());
}
