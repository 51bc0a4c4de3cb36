import type { Command } from '#contracts/commands';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import type { HttpAnswer, Pipe } from '#testing/pipe';

/** Media type of the dialect. */
export const JSON_API = 'application/vnd.api+json';

/** Speaks the dialect as its integration does. */
export class CommerceLayerClient {
  /** Address of the gateway. */
  readonly url: string;

  constructor(private readonly pipe: Pipe) {
    this.url = `http://127.0.0.1:${pipe.environment.PORT}`;
  }

  /** Sends a request under `/api`; a body goes out in the dialect's media type. */
  send(method: string, path: string, data?: unknown, headers: Record<string, string> = {}): Promise<HttpAnswer> {
    return this.pipe.http(method, `/api/${path}`, {
      ...(data === undefined ? {} : { body: { data } }),
      headers: { accept: JSON_API, 'content-type': JSON_API, ...headers },
      token: this.pipe.integrationToken,
    });
  }

  /** Publishes commands and waits until a list has as many records as they leave behind. */
  async given(path: string, count: number, ...commands: Command[]): Promise<void> {
    await this.pipe.publish(...commands.map((command) => commandMessage(command)));
    await eventually(async () => (await this.send('GET', path)).body.meta.record_count === count);
  }

  /** Id of the only record that a list finds. */
  async idOf(path: string): Promise<string> {
    const { body } = await this.send('GET', path);
    expect(body.data).toHaveLength(1);
    return body.data[0].id;
  }
}

/** Code and place of each error of an answer. */
export function faultsOf({ body }: HttpAnswer): [code: string, place: string | undefined, error?: string][] {
  return body.errors.map(
    ({ code, source, meta }: { code: string; source?: Record<string, string>; meta?: { error?: string } }) => {
      const place = source && Object.values(source)[0];
      return meta?.error ? [code, place, meta.error] : [code, place];
    },
  );
}
