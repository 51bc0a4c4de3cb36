import { AppProcess } from './app-process.js';
import { freshDatabase, servers, type Servers } from './database.js';
import { environmentOf, openClient, stockwire, type PipeClient } from './pipe-client.js';

/** A whole Stockwire of its own: database, topics, worker and gateway. */
export interface Pipe extends PipeClient {
  worker: AppProcess;
  gateway: AppProcess;
}

/** How the apps of a pipe are started: with a gateway or without, on which servers, and by which addresses they reach them. */
interface Start {
  gateway?: boolean;
  on?: Servers;
  via?: Servers;
}

/**
 * Starts a pipe on a fresh database and fresh topics; settings are added to those of both apps. Its apps reach the servers `via` other
 * addresses if there are any, which its clients do not. Needs a build.
 */
export async function startPipe(settings: Record<string, string> = {}, start: Start = {}): Promise<Pipe> {
  const { environment, worker, gateway, end } = await startApps(settings, start);
  const client = await openClient(environment, start);
  return { ...client, worker, gateway, close: () => client.close().then(end) };
}

/** Starts worker and gateway as a pipe has them; `end` ends both and drops their database. */
export async function startApps(
  settings: Record<string, string> = {},
  { gateway: withGateway = true, on = servers(), via = on }: Start = {},
) {
  const database = await freshDatabase(on);
  const databaseUrl = Object.assign(new URL(database.url), { host: new URL(via.databaseUrl).host }).href;
  const environment = await environmentOf(databaseUrl, via.brokers, settings);
  await stockwire(environment, ['migrate']);
  const worker = new AppProcess('worker', environment, Number(environment.WORKER_PORT));
  const gateway = new AppProcess('gateway', environment, Number(environment.PORT));
  const end = async () => {
    await Promise.all([worker, gateway].map((app) => app.end('SIGKILL')));
    await database.drop();
  };
  try {
    await Promise.all([worker.start(), ...(withGateway ? [gateway.start()] : [])]);
  } catch (error) {
    await end();
    throw error;
  }
  return { environment, worker, gateway, end };
}
