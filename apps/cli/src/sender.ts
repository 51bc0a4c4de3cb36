import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { MikroORM } from '@mikro-orm/postgresql';
import { pino } from 'pino';
import { v7 } from 'uuid';
import type { CommandData, CommandName, CommandView } from '#contracts/commands';
import type { Refused } from '#contracts/outcomes';
import { openSession } from '#database/session';
import { CommandClient, NotAccepted } from '#messaging/command-client';
import { kafkaOf } from '#messaging/kafka';
import { topicsOf } from '#messaging/topics';
import { withDatabase } from './database.js';
import type { CliSettings } from './settings.js';

/** How a command is sent: `key` orders it among others of the same key; an `id` makes a repeat recognisable. */
export interface Sending {
  key: string;
  id?: string;
}

/** What a command came to. */
export type Settled<N extends CommandName> = { status: 'done'; view: CommandView[N] } | Refused;

const ASK_AGAIN_MS = 10_000;
const PAUSE_MS = 500;
const PATIENCE_MS = 120_000;

/** Sends commands to the workers and waits for what became of them, over short outages too. */
export class Sender {
  constructor(private readonly client: CommandClient) {}

  /** The outcome of a command, which is sent again under its id until there is one; throws when there is none for two minutes. */
  async send<N extends CommandName>(name: N, data: CommandData[N], { key, id = v7() }: Sending): Promise<Settled<N>> {
    for (const deadline = Date.now() + PATIENCE_MS; ;) {
      const answer = await this.client.submit(name, data, { key, id, waitMs: ASK_AGAIN_MS }).catch(orNothing);
      if (answer && answer.status !== 'pending') return answer;
      if (Date.now() > deadline) throw new Error(`There is no outcome of command ${id} (${name}) yet. ${LATE}`);
      if (!answer) await delay(PAUSE_MS);
    }
  }
}

const LATE =
  'Look whether a worker runs and whether Kafka and PostgreSQL answer; "stockwire commands show" tells its outcome once it has one.';

function orNothing(error: unknown): undefined {
  if (!(error instanceof NotAccepted)) throw error;
}

/** Does work that sends commands, and closes its connections afterwards. */
export async function withSender(
  settings: CliSettings,
  work: (sender: Sender, orm: MikroORM) => Promise<void>,
): Promise<void> {
  const log = pino({ level: settings.LOG_LEVEL }, pino.destination(2));
  await withDatabase(settings, async (orm) => {
    const client = new CommandClient({
      openKafka: (sockets) => kafkaOf(settings, 'stockwire-cli', log, { retries: 0, sockets }),
      topic: topicsOf(settings.KAFKA_PREFIX).commands,
      em: orm.em,
      gateway: randomUUID().replaceAll('-', ''),
      log,
      openSession: () => openSession(settings.DATABASE_URL, settings.DATABASE_SSL),
    });
    await client.start();
    await work(new Sender(client), orm).finally(() => client.close());
  });
}
