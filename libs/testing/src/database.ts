import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** Makes an empty database on the servers of this test run; returns its URL and what drops it. */
export async function freshDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `spec_${randomBytes(6).toString('hex')}`;
  await asSuperuser(`create database ${name}`);
  const url = new URL(servers().databaseUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asSuperuser(`drop database if exists ${name} with (force)`) };
}

/** Addresses of the servers that the test run brought up. */
export function servers(): { databaseUrl: string; brokers: string } {
  const { TEST_DATABASE_URL, TEST_KAFKA_BROKERS } = process.env;
  if (!TEST_DATABASE_URL || !TEST_KAFKA_BROKERS)
    throw new Error('Run specs through `npm test`: it brings up PostgreSQL and Kafka.');
  return { databaseUrl: TEST_DATABASE_URL, brokers: TEST_KAFKA_BROKERS };
}

async function asSuperuser(statement: string): Promise<void> {
  const client = new Client({ connectionString: servers().databaseUrl });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
