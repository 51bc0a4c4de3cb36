import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Command } from '#contracts/commands';
import { commandKey } from '#messaging/command-key';
import { STARTING } from '#testing/app-process';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import type { PipeClient } from '#testing/pipe-client';

/** How a run of `stockwire …` ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The command line of a pipe, as an operator has it. */
export class Cli {
  constructor(private readonly pipe: PipeClient) {}

  /** Runs a verb to its end, with something on its standard input if need be. */
  async run(words: string[], input = ''): Promise<Ended> {
    const child = this.start(words, input);
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout!),
      text(child.stderr!),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    return { code, stdout, stderr };
  }

  /** What a verb prints with `--json`. */
  async json(...words: string[]) {
    return JSON.parse((await this.run([...words, '--json'])).stdout);
  }

  /** Starts a verb and does not wait. */
  start(words: string[], input = ''): ChildProcess {
    const argv = ['dist/apps/cli/src/main.js', ...words];
    const child = spawn(process.execPath, argv, { env: { ...STARTING, ...this.pipe.environment } });
    child.stdin.end(input);
    return child;
  }

  /** Carries commands out one after the other, as another service would have it done; fails unless each is done. */
  async given(...commands: Command[]): Promise<void> {
    for (const command of commands) {
      const message = commandMessage(command, { headers: { ce_source: SOURCE } });
      await this.pipe.publish(message);
      const shown = await eventually(async () => {
        const run = await this.pipe.sql<{ status: string; result: unknown }>(
          'select status, result from outcome where command_key = $1',
          [commandKey(SOURCE, message.id)],
        );
        return run[0];
      });
      expect(shown).toMatchObject({ status: 'done' });
    }
  }
}

/** Who sends what is given. */
export const SOURCE = '/given';
