import { connect } from 'node:net';
import pg from 'pg';
import { pino } from 'pino';
import type { ServerSettings } from '#contracts/settings';
import { kafkaOf } from '#messaging/kafka';
import { StartProblem } from './start-problem.js';

/** Connects to the database that DATABASE_URL names; throws a StartProblem that tells what is wrong with it. */
export async function checkDatabase(url: string, ssl: boolean): Promise<void> {
  const at = parse(url);
  const client = new pg.Client({ connectionString: url, ssl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    throw new StartProblem(`DATABASE_URL: ${databaseProblem(cause as NodeJS.ErrnoException, at)}`, { cause });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Connects to the brokers that KAFKA_BROKERS names; throws a StartProblem when none is there or lets us in. */
export async function checkBrokers(settings: ServerSettings): Promise<void> {
  const brokers = settings.KAFKA_BROKERS.split(',');
  const answers = await Promise.all(brokers.map(accepts));
  if (!answers.includes(true)) {
    throw new StartProblem(
      `KAFKA_BROKERS: nothing answers at ${brokers.join(', ')}: start that Kafka, correct the address, ${OR_UNSET}`,
    );
  }
  const admin = kafkaOf(settings, 'stockwire-start', pino({ level: 'silent' })).admin({ retry: { retries: 1 } });
  try {
    await admin.connect();
    await admin.describeCluster();
  } catch (cause) {
    throw new StartProblem(`KAFKA_BROKERS: no Kafka lets us in there: ${(cause as Error).message}`, { cause });
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

const OR_UNSET = 'or unset it to have one brought up';

function parse(url: string): URL {
  try {
    return new URL(url);
  } catch (cause) {
    throw new StartProblem('DATABASE_URL is not a URL like postgresql://user:password@host:5432/database', { cause });
  }
}

function databaseProblem(error: NodeJS.ErrnoException, { host, username, pathname }: URL): string {
  const database = decodeURIComponent(pathname.slice(1));
  switch (error.code) {
    case '28P01':
    case '28000':
      return `PostgreSQL at ${host} does not let user "${username}" in: correct name and password (it says: ${error.message})`;
    case '3D000':
      return `PostgreSQL at ${host} has no database "${database}": create it there or correct the name`;
    default:
      return `no PostgreSQL answers at ${host} (${error.code ?? error.message}): start it, correct the address, ${OR_UNSET}`;
  }
}

function accepts(broker: string): Promise<boolean> {
  const [host, port] = broker.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: 5_000 });
    const answer = (result: boolean) => (socket.destroy(), resolve(result));
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });
}
