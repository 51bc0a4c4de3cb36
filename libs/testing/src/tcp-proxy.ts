import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A proxy before a server, which can be slow, cut its connections, refuse new ones, or swallow what is sent without a word. */
export class TcpProxy {
  /** How long each piece takes, each way. */
  delayMs = 0;
  private readonly sockets = new Set<Socket>();
  private readonly dead = new Set<Socket>();
  private swallowing = false;
  private server?: Server;
  private listening = 0;

  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {}

  /** Port of the proxy, once it is open. */
  get at(): number {
    return this.listening;
  }

  /** Accepts connections, on the port it had before if it had one, else on `port`. */
  async open(port = 0): Promise<void> {
    this.server = createServer((inner) => this.join(inner, connect(this.port, this.host)));
    this.server.listen(this.listening || port, '127.0.0.1');
    await once(this.server, 'listening');
    this.listening = (this.server.address() as AddressInfo).port;
  }

  /** Cuts every connection and refuses new ones. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.server?.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** Resets every connection; new ones are taken. */
  reset(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** From now on nothing gets through, and nobody is told: connections stay open and new ones are taken. */
  swallow(): void {
    this.swallowing = true;
    for (const socket of this.sockets) this.dead.add(socket);
  }

  /** Lets new connections through again; those that were open stay dead, as when what lies between has forgotten them. */
  letThrough(): void {
    this.swallowing = false;
  }

  private join(inner: Socket, outer: Socket): void {
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      this.sockets.add(from);
      if (this.swallowing) this.dead.add(from);
      from.on('error', () => undefined);
      from.on('data', (bytes) => this.later(() => !this.dead.has(from) && to.writable && to.write(bytes)));
      from.on('close', () => {
        this.sockets.delete(from);
        this.later(() => this.dead.delete(from) || to.destroy());
      });
    }
  }

  private later(act: () => void): void {
    if (this.delayMs > 0) setTimeout(act, this.delayMs);
    else act();
  }
}
