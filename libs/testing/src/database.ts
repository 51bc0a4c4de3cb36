import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** Addresses of PostgreSQL, as its superuser, and of Kafka. */
export interface Servers {
  databaseUrl: string;
  brokers: string;
}

/** Makes an empty database, by default on the servers of this test run; returns its URL and what drops it. */
export async function freshDatabase({ databaseUrl } = servers()): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `spec_${randomBytes(6).toString('hex')}`;
  await asSuperuser(databaseUrl, `create database ${name}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asSuperuser(databaseUrl, `drop database if exists ${name} with (force)`) };
}

/** Addresses of the servers that the test run brought up. */
export function servers(): Servers {
  const { TEST_DATABASE_URL, TEST_KAFKA_BROKERS } = process.env;
  if (!TEST_DATABASE_URL || !TEST_KAFKA_BROKERS)
    throw new Error('Run specs through `npm test`: it brings up PostgreSQL and Kafka.');
  return { databaseUrl: TEST_DATABASE_URL, brokers: TEST_KAFKA_BROKERS };
}

async function asSuperuser(databaseUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
