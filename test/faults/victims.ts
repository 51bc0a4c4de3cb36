import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bringUpServers, type Server, type ServerSettings } from '#servers/server-set';
import { wishIn } from '#servers/ways';
import type { Servers } from '#testing/database';

/** A server that a spec may harm. */
export interface Victim {
  /** Ends it with SIGKILL and waits until it is gone. */
  kill(): Promise<void>;
  /** Waits until it has ended by itself. */
  ended(): Promise<void>;
  /** Starts it again on its data and its port; ready when it returns. */
  startAgain(): Promise<void>;
}

/** PostgreSQL and Kafka of a spec's own. */
export interface Victims extends Servers {
  kafka: Victim;
  postgres: Victim;
  dataDir: string;
  stop(): Promise<void>;
}

/** Brings up servers that nobody else uses, by default as `SERVERS` asks; they and their data go with the spec. A named Kafka is no victim. */
export async function bringUpVictims(settings: Partial<ServerSettings> = {}): Promise<Victims> {
  const dataDir = await mkdtemp(join(tmpdir(), 'stockwire-faults-'));
  await chmod(dataDir, 0o755);
  const set = await bringUpServers({ dataDir, scratch: true, wish: wishIn(process.env), ...settings });
  const [postgres, kafka] = set.servers.toReversed() as [Server, Server];
  return {
    databaseUrl: set.databaseUrl,
    brokers: set.brokers,
    dataDir,
    kafka: victim(kafka),
    postgres: victim(postgres),
    stop: () => set.stop(),
  };
}

/** A server as one to harm. */
export function victim(server: Pick<Server, 'process' | 'startAgain'>): Victim {
  return {
    kill: () => server.process.kill(),
    ended: async () => void (await server.process.ended),
    startAgain: async () => void (server.process = await server.startAgain()),
  };
}
