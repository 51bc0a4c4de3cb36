import type { ClientConfig, Pool, PoolClient } from 'pg';
import { giveUpWhenLost } from './lost-connection.js';

/** Gives up a pool's connections that are lost, and takes their places back. `config` makes a connection like them. */
export function guardPool(pool: Pool, config: ClientConfig): void {
  const used = new WeakSet<PoolClient>();
  pool.on('acquire', (client) => used.add(client));
  pool.on('release', (_error, client) => used.delete(client));
  pool.on('connect', (client) => {
    giveUpWhenLost(client, config);
    // Kysely keeps a connection for ever when the first or the last statement of a transaction fails on it.
    client.once('end', () => {
      if (!used.has(client)) return;
      const release = client.release.bind(client);
      client.release = () => undefined;
      release(true);
    });
  });
}
