import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** An answer over a connection that is kept alive. */
export interface DoorAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs look into answers of every shape
  body: any;
}

/** A gateway as a client sees it that keeps its connections: at most `sockets` of them, never repeating a request by itself. */
export class Door {
  private readonly agent: Agent;

  constructor(
    readonly url: string,
    private readonly token: string,
    sockets = 256,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: sockets });
  }

  /** A request below `/rest/V1/inventory/`, or anywhere when the path begins with a slash; fails when the connection does. */
  ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<DoorAnswer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const given = {
      authorization: `Bearer ${this.token}`,
      ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      ...headers,
    };
    const at = this.url + (path.startsWith('/') ? path : `/rest/V1/inventory/${path}`);
    return new Promise((resolve, reject) => {
      const asked = request(at, { method, headers: given, agent: this.agent }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            body: JSON.parse(Buffer.concat(parts).toString() || 'null') as unknown,
          }),
        );
      });
      asked.on('error', reject);
      asked.end(text);
    });
  }

  post(path: string, body: unknown, headers?: Record<string, string>): Promise<DoorAnswer> {
    return this.ask('POST', path, body, headers);
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Posts under one `Idempotency-Key`, through one door after the other, until somebody says for sure what became of it. */
export async function insist(doors: readonly Door[], path: string, body: unknown, key: string): Promise<DoorAnswer> {
  for (let attempt = 0; ; attempt++) {
    const door = doors[attempt % doors.length]!;
    const answer = await door.post(path, body, { 'idempotency-key': key }).catch(() => undefined);
    if (answer && answer.status !== 503 && answer.status !== 504) return answer;
    await delay(100);
  }
}
