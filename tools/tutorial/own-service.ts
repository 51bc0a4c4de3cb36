import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { repositoryRoot } from '../servers/repository.js';
import { StartProblem } from '../servers/start-problem.js';

/** Starts Stockwire as `npm start` does and waits until it is ready; returns how to stop it. Throws a StartProblem. */
export async function startService(environment: NodeJS.ProcessEnv): Promise<() => Promise<void>> {
  const argv = [join(repositoryRoot, 'dist', 'tools', 'start.js')];
  const child = spawn(process.execPath, argv, {
    // As a child of npm's start script it also ends when we die without stopping it.
    env: { WEBSITES: 'na_site,eu_site,test_site', ...environment, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const stop = () => end(child);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void stop().then(() => process.exit(1)));
  }
  await ready(child);
  return stop;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

function ready(child: Child): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (text: Buffer) => {
      printed += text.toString();
      if (printed.includes('Stockwire is ready.')) resolve();
    });
    let complained = '';
    child.stderr.on('data', (text: Buffer) => (complained += text.toString()));
    child.once('error', reject);
    child.once('close', () =>
      reject(new StartProblem(complained.trim() || 'Stockwire ended instead of getting ready')),
    );
  });
}

async function end(child: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGINT');
  await exit;
}
