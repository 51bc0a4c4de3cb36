import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { StartProblem } from './start-problem.js';

/** Who a program that refuses to run as root is run as: nobody else than us, unless we are root. */
export interface RunAs {
  owner?: { uid: number; gid: number };
  /** How to spawn a binary as that user. */
  spawning: (binary: string, args: string[]) => { command: string; args: string[]; uid?: number; gid?: number };
}

/** An unprivileged user who can reach all the paths; throws a StartProblem when there is none. */
export async function unprivileged(...paths: string[]): Promise<RunAs> {
  if (process.getuid?.() !== 0) return { spawning: (command, args) => ({ command, args }) };
  const owner = (await idsOf('postgres')) ?? (await idsOf('nobody'));
  if (!owner) throw new StartProblem('PostgreSQL does not run as root: start as an ordinary user or set DATABASE_URL');
  if (await reaches(paths, owner)) return { owner, spawning: (command, args) => ({ command, args, ...owner }) };

  // Folders like /root are closed to everybody else, and a program that root started may keep the right to pass them.
  const passing = setpriv(owner);
  const runs = await run('setpriv', [...passing, 'true']).catch(() => undefined);
  if (!runs) {
    throw new StartProblem(
      `PostgreSQL does not run as root, and no other user can reach ${paths.join(' and ')}: ` +
        'start as an ordinary user, move to a folder open to all, or set DATABASE_URL',
    );
  }
  return { owner, spawning: (binary, args) => ({ command: 'setpriv', args: [...passing, binary, ...args] }) };
}

const run = promisify(execFile);

async function idsOf(user: string): Promise<{ uid: number; gid: number } | undefined> {
  const numbers = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]).catch(() => undefined);
  return numbers && { uid: Number(numbers[0].stdout), gid: Number(numbers[1].stdout) };
}

function reaches(paths: string[], owner: { uid: number; gid: number }): Promise<boolean> {
  const script = 'for path; do test -x "$path" || exit 1; done';
  return run('/bin/sh', ['-c', script, 'sh', ...paths], { ...owner, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

function setpriv({ uid, gid }: { uid: number; gid: number }): string[] {
  const rights = ['--securebits', '+no_setuid_fixup', '--inh-caps', '+dac_override', '--ambient-caps', '+dac_override'];
  return ['--reuid', String(uid), '--regid', String(gid), '--clear-groups', ...rights];
}
