import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { eventually } from './eventually.js';

/** Environment of every process that specs start: what one has compiled the next need not. */
export const STARTING = { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.TEST_COMPILE_CACHE };

/** A worker or gateway in a process of its own, as built. */
export class AppProcess {
  private child?: ChildProcess;
  private output = '';

  constructor(
    private readonly app: 'worker' | 'gateway' | 'cli',
    private readonly environment: Record<string, string>,
    private readonly port: number,
  ) {}

  get pid(): number {
    return this.child!.pid!;
  }

  /** Everything it has printed. */
  get printed(): string {
    return this.output;
  }

  /** Starts it and waits until it is ready. */
  async start(): Promise<void> {
    this.spawn();
    await this.ready();
  }

  /** Starts it without waiting. */
  spawn(): void {
    const child = spawn(process.execPath, [`dist/apps/${this.app}/src/main.js`], {
      env: { ...STARTING, ...this.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (this.output += text.toString()));
    this.child = child;
  }

  /** Lets the process that started it end before it. */
  outlive(): void {
    const { stdout, stderr } = this.child!;
    for (const it of [this.child!, stdout as unknown as Socket, stderr as unknown as Socket]) it.unref();
  }

  /** Waits until it says that it is ready; fails with what it printed when it ends before. */
  async ready(): Promise<void> {
    await eventually(async () => {
      if (this.ended) return true;
      const response = await fetch(`http://127.0.0.1:${this.port}/health/ready`);
      if (!response.ok)
        throw new Error(`The ${this.app} is not ready: ${await response.text()}\n${this.output.slice(-2_000)}`);
      return true;
    }, 60_000);
    if (this.ended) throw new Error(`The ${this.app} ended instead of getting ready:\n${this.output.slice(-2_000)}`);
  }

  /** Sends a signal. */
  signal(name: NodeJS.Signals): void {
    this.child?.kill(name);
  }

  /** Ends it with a signal and waits; returns the exit code, null when the signal ended it. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const { child } = this;
    if (!child || this.ended) return child?.exitCode ?? null;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
    return child.exitCode;
  }

  /** Whether it has ended, however it did. */
  get ended(): boolean {
    return this.child?.exitCode !== null || this.child.signalCode !== null;
  }
}
