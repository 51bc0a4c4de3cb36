import { Client } from 'pg';
import { giveUpWhenLost, startBeat } from './lost-connection.js';

/** The server ends the session of a client that takes nothing of what it is sent, and its locks with it. */
export const SILENT_CLIENTS = '-c tcp_user_timeout=10s';

/**
 * Opens a connection of its own for what must outlive a transaction: listening, and locks that end with the session.
 * A session that only listens would not notice that its server is gone: a statement every 2 s shows it.
 */
export async function openSession(url: string, ssl: boolean): Promise<Client> {
  const client = new Client({
    connectionString: url,
    ssl,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    application_name: 'stockwire-session',
    options: SILENT_CLIENTS,
  });
  await client.connect();
  giveUpWhenLost(client, { connectionString: url, ssl });
  startBeat(client);
  return client;
}
