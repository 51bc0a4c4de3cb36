import { execFile, spawn, spawnSync, type ChildProcess, type ExecFileOptions } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { FULL, StartProblem } from './start-problem.js';

/** What to start, where it logs, and the file that remembers its pid for whoever comes after a crash. */
export interface Launch {
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
  logFile: string;
  pidFile: string;
  stopSignal: 'SIGTERM' | 'SIGINT';
  /** A folder to remove should the owner die without having stopped the process. */
  scratch?: string;
}

/** Something that runs until it is stopped or dies. */
export interface Running {
  name: string;
  /** Settles when it has ended, asked for or not. */
  ended: Promise<Ending>;
  /** Asks it to end, insists after 15 s; returns when it is gone. */
  stop: () => Promise<void>;
  /** Ends it with SIGKILL; returns when it is gone. */
  kill: () => Promise<void>;
}

/** A process that a terminal's Ctrl-C does not reach, but that ends when its owner does, however that dies. */
export interface OwnedProcess extends Running {
  pid: number;
}

/** How a process ended, in words, and the last lines of its log. */
export interface Ending {
  how: string;
  lastLines: string;
}

/** Starts a process in a session of its own; the log of the run before is kept beside the new one as `.1`. */
export async function startOwned(launch: Launch): Promise<OwnedProcess> {
  closing.signal.throwIfAborted();
  const child = spawnDetached(launch);
  const ended = endingOf(child, launch);
  await once(child, 'spawn').catch((cause: Error) => {
    throw new StartProblem(`${launch.name} cannot be started: ${cause.message}`, { cause });
  });
  const pid = child.pid!;
  writeFileSync(launch.pidFile, JSON.stringify({ pid, born: bornAt(pid) }));
  const watchdog = watch(pid, launch);
  const trimming = setInterval(() => trimLog(launch.logFile), 30_000).unref();
  const kill = async () => void (child.kill('SIGKILL') && (await ended));
  const process = { name: launch.name, pid, ended, stop: () => stop(child, launch), kill };
  living.add(process);
  void ended.then(() => {
    watchdog.kill('SIGKILL');
    clearInterval(trimming);
    living.delete(process);
    rmSync(launch.pidFile, { force: true });
  });
  return process;
}

/** Polls until `isReady` says so; throws a StartProblem when the process ends first or takes longer than a minute. */
export async function untilReady(process: OwnedProcess, logFile: string, isReady: () => Promise<boolean> | boolean) {
  let ending: Ending | undefined;
  const ended = process.ended.then((it) => void (ending = it));
  const deadline = Date.now() + 60_000;
  while (!(await Promise.race([isReady(), ended]))) {
    if (ending) throw new StartProblem(`${process.name} ended (${ending.how}): ${ending.lastLines} - see ${logFile}`);
    if (Date.now() > deadline) throw new StartProblem(`${process.name} is not ready after 60 s, see ${logFile}`);
    await sleep(25);
  }
}

/**
 * Ends what an owner that was killed has left running; a stranger that merely got the same pid is spared. Returns the
 * pid that was remembered, living or not.
 */
export async function endLeftover(pidFile: string): Promise<number | undefined> {
  const { pid } = readPidFile(pidFile);
  if (pid !== undefined) await endPid(pid, () => livingHolder(pidFile) === pid);
  return pid;
}

/** The pid of the living process that a pid file speaks of, if there is one. */
export function livingHolder(pidFile: string): number | undefined {
  const { pid, born } = readPidFile(pidFile);
  return pid !== undefined && born !== undefined && bornAt(pid) === born ? pid : undefined;
}

/** Writes this process into a pid file; returns the pid of the living process that already holds it instead. */
export function claim(pidFile: string): number | undefined {
  const holder = livingHolder(pidFile);
  if (holder !== undefined && holder !== process.pid) return holder;
  rmSync(pidFile, { force: true });
  try {
    writeFileSync(pidFile, JSON.stringify({ pid: process.pid, born: bornAt(process.pid) }), { flag: 'wx' });
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return livingHolder(pidFile);
    throw error;
  }
}

/** Runs a program to its end, as promisified execFile does, but not beyond ours. */
export function runOwned(command: string, args: string[], options: ExecFileOptions = {}) {
  return promisify(execFile)(command, args, { ...options, encoding: 'utf8', signal: closing.signal });
}

/** Stops all that this process has started and not stopped yet, last started first; from then on nothing starts. */
export async function stopAllOwned(): Promise<void> {
  closing.abort(new StartProblem('stopping'));
  for (const process of [...living].reverse()) await process.stop();
}

/** The line of a log that tells of a full disk, if there is one, else its last telling ones, joined. */
export function lastLines(logFile: string): string {
  if (!existsSync(logFile)) return '';
  const lines = readFileSync(logFile, 'utf8').slice(-20_000).split('\n');
  const telling = lines.map(inWords).filter((line) => line && !/^(at |\.\.\. \d+ more)/.test(line));
  return telling.find((line) => FULL.test(line)) ?? telling.slice(-3).join(' | ');
}

const living = new Set<OwnedProcess>();
const closing = new AbortController();

function spawnDetached({ command, args, env, cwd, uid, gid, logFile }: Launch): ChildProcess {
  if (existsSync(logFile) && statSync(logFile).size > 0) renameSync(logFile, `${logFile}.1`);
  const log = openSync(logFile, 'a');
  try {
    return spawn(command, args, { env, cwd, uid, gid, detached: true, stdio: ['ignore', log, log] });
  } finally {
    closeSync(log);
  }
}

function trimLog(logFile: string): void {
  if (!existsSync(logFile) || statSync(logFile).size < LARGEST_LOG) return;
  copyFileSync(logFile, `${logFile}.1`);
  truncateSync(logFile);
}

const LARGEST_LOG = 50 * 1024 * 1024;

async function endingOf(child: ChildProcess, { logFile }: Launch): Promise<Ending> {
  const how = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `killed by ${signal}` : `exit code ${code}`));
  });
  return { how, lastLines: lastLines(logFile) };
}

async function stop(child: ChildProcess, { stopSignal }: Launch): Promise<void> {
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  if (!isRunning()) return;
  child.kill(stopSignal);
  for (let waited = 0; isRunning() && waited < STOP_PATIENCE_MS; waited += 20) await sleep(20);
  if (!isRunning()) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** The message of a line that a program logged as JSON, else the line. */
function inWords(line: string): string {
  try {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } };
    return [msg, err?.message === msg ? undefined : err?.message].filter(Boolean).join(': ') || line;
  } catch {
    return line.trim();
  }
}

/** A shell that waits for our end of a pipe to close, which happens also when we are killed. */
function watch(pid: number, { stopSignal, scratch = '' }: Launch): ChildProcess {
  const args = ['-c', WATCHDOG, 'watchdog', String(pid), stopSignal.slice('SIG'.length), scratch];
  const watchdog = spawn('/bin/sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  watchdog.unref();
  (watchdog.stdin as unknown as { unref(): void }).unref();
  watchdog.once('error', () => undefined);
  return watchdog;
}

const WATCHDOG = `
read -r _
kill -s "$2" "$1"
n=0
while kill -0 "$1" && [ $n -lt 15 ]; do sleep 1; n=$((n + 1)); done
kill -s KILL "$1"
[ -z "$3" ] || rm -rf "$3"
`;

function readPidFile(pidFile: string): { pid?: number; born?: string } {
  const text = readIfThere(pidFile);
  try {
    return text ? (JSON.parse(text) as { pid?: number; born?: string }) : {};
  } catch {
    return {};
  }
}

/** When a process began, in its system's own terms: tells it from a later one with the same pid. */
function bornAt(pid: number): string | undefined {
  if (!existsSync('/proc/self/stat')) {
    return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() || undefined;
  }
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

async function endPid(pid: number, isThere: () => boolean): Promise<void> {
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    if (isThere()) process.kill(pid, signal);
    for (let waited = 0; isThere() && waited < STOP_PATIENCE_MS; waited += 20) await sleep(20);
  }
}

const STOP_PATIENCE_MS = 15_000;
