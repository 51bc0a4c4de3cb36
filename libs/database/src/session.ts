import { Client } from 'pg';
import { giveUpWhenLost, startBeat } from './lost-connection.js';

/**
 * Opens a connection of its own for what must outlive a transaction: listening, and locks that end with the session.
 * A session that only listens would not notice that its server is gone: a statement every 2 s shows it.
 * TCP keep-alive lets the server drop the session of a machine that vanished, and its locks with it.
 */
export async function openSession(url: string, ssl: boolean): Promise<Client> {
  const client = new Client({
    connectionString: url,
    ssl,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    application_name: 'stockwire-session',
  });
  await client.connect();
  giveUpWhenLost(client, { connectionString: url, ssl });
  startBeat(client);
  return client;
}
