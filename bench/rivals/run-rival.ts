import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '#servers/repository';
import type { Installation } from '../installation.js';

const INSTALL_MS = 600_000;
const MEASURE_MS = 120_000;

/**
 * Runs `measure.mjs` of a rival in a process and on a database of its own, and returns what its last line says. A rival that is not there is
 * installed first; one that cannot be had is `missing`, with the reason in words.
 */
export async function runRival<Result>(
  rival: string,
  installation: Installation,
  words: string[],
): Promise<(Result & { version: string }) | { missing: string }> {
  const folder = join(repositoryRoot, '.data/rivals', rival);
  const missing = await (installs[rival] ??= install(rival, folder));
  if (missing) return { missing };
  const env = { PATH: process.env.PATH, DATABASE_URL: await installation.emptyDatabase() };
  const options = { cwd: folder, env, timeout: MEASURE_MS, maxBuffer: 64 * 1_048_576 };
  return promisify(execFile)(process.execPath, ['measure.mjs', ...words], options).then(
    ({ stdout }) => JSON.parse(stdout.trim().split('\n').at(-1)!) as Result & { version: string },
    (error: Error) => {
      process.stderr.write(`${rival} failed: ${error.message}\n`);
      return { missing: `${rival}, which failed` };
    },
  );
}

const installs: Record<string, Promise<string | undefined>> = {};

/** Installs what the lock file says, outside the sources; returns why there is none if it cannot be had. */
async function install(rival: string, folder: string): Promise<string | undefined> {
  const sources = join(repositoryRoot, 'bench/rivals', rival);
  const isThere = existsSync(join(folder, INSTALLED)) && textOf(folder) === textOf(sources);
  mkdirSync(folder, { recursive: true });
  cpSync(sources, folder, { recursive: true });
  if (isThere) return undefined;
  process.stderr.write(`Installing ${rival} to measure it …\n`);
  const words = ['ci', '--ignore-scripts', '--loglevel=error'];
  return promisify(execFile)('npm', words, { cwd: folder, timeout: INSTALL_MS }).then(
    () => undefined,
    (error: Error & { stderr?: string }) => {
      const line = (error.stderr || error.message).split('\n').find((it) => it.includes('error')) ?? error.message;
      process.stderr.write(`${rival} cannot be installed and is not measured: ${line}\n`);
      return `${rival}, which cannot be installed here`;
    },
  );
}

/** What npm writes at the end of an installation. */
const INSTALLED = 'node_modules/.package-lock.json';

function textOf(folder: string): string {
  return readFileSync(join(folder, 'package-lock.json'), 'utf8');
}
