import { setTimeout as delay } from 'node:timers/promises';
import { StartProblem } from '../servers/start-problem.js';
import { startService } from './own-service.js';
import { namedTarget, startedTarget, type Target } from './target.js';

/** A service to run against; `release` stops it if the tutorial has started it. */
export interface Service {
  target: Target;
  release: () => Promise<void>;
}

/** Finds the service that is named or running, and starts one when there is none; `say` hears which. Throws a StartProblem. */
export async function findService(environment: NodeJS.ProcessEnv, say: (news: string) => void): Promise<Service> {
  const named = namedTarget(environment);
  const found = named && (environment.STOCKWIRE_URL || (await isReady(named))) ? named : startedTarget(environment);
  if (found) {
    say(`Running against the Stockwire at ${found.url}.`);
    await untilReady(found);
    return { target: found, release: () => Promise.resolve() };
  }
  say('No Stockwire is running, so one is started for the time of the tutorial.');
  const stop = await startService(environment);
  const target = namedTarget(environment) ?? startedTarget(environment);
  if (target) return { target, release: stop };
  await stop();
  throw new StartProblem('Stockwire has started but did not leave word of where it answers');
}

async function untilReady(target: Target): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; !(await isReady(target)); await delay(100)) {
    if (Date.now() > deadline) {
      throw new StartProblem(`the Stockwire at ${target.url} does not get ready: see ${target.url}/health/ready`);
    }
  }
}

const PATIENCE_MS = 30_000;

function isReady({ url }: Target): Promise<boolean> {
  return fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ status }) => status === 200,
    () => false,
  );
}
