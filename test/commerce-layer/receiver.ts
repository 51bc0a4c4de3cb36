import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request that a receiver got. */
export interface Received {
  path: string;
  headers: IncomingMessage['headers'];
  raw: Buffer;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs look into documents of every shape
  document: any;
}

/** What a receiver does with a request; by default it answers 200. */
export type Behaviour = (response: ServerResponse, received: Received) => void;

/** An HTTP server of its own that remembers what it got, and behaves on each path as told. */
export class Receiver {
  readonly received: Received[] = [];
  private readonly behaviours = new Map<string, Behaviour>();
  private readonly open = new Map<string, { now: number; most: number }>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      receiver.count(request.url!.slice(1), response);
      void receiver.take(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  /** Address of a path. */
  at(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${path}`;
  }

  /** Says how to behave on a path. */
  on(path: string, behaviour: Behaviour): void {
    this.behaviours.set(path, behaviour);
  }

  /** What came to a path, in the order in which it came. */
  to(path: string): Received[] {
    return this.received.filter((one) => one.path === path);
  }

  /** Most requests to a path that were open at once. */
  mostAtOnce(path: string): number {
    return this.open.get(path)?.most ?? 0;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private count(path: string, response: ServerResponse): void {
    const open = this.open.get(path) ?? { now: 0, most: 0 };
    open.most = Math.max(open.most, ++open.now);
    this.open.set(path, open);
    response.on('close', () => open.now--);
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await buffer(request);
    const path = request.url!.slice(1);
    const received = { path, headers: request.headers, raw, document: JSON.parse(raw.toString()) };
    this.received.push(received);
    (this.behaviours.get(path) ?? answerWith(200))(response, received);
  }
}

/** Answers with a status. */
export function answerWith(status: number, headers: Record<string, string> = {}): Behaviour {
  return (response) => response.writeHead(status, headers).end('{}');
}

/** Whether a request was signed with a secret: its very bytes. */
export function isSigned({ raw, headers }: Received, secret: string): boolean {
  return headers['x-commercelayer-signature'] === createHmac('sha256', secret).update(raw).digest('base64');
}
