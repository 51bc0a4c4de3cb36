import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A proxy before a server, whose connections can be cut and refused as those of a server that is gone. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
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

  /** Accepts connections, on the port it had before if it had one. */
  async open(): Promise<void> {
    this.server = createServer((inner) => this.join(inner, connect(this.port, this.host)));
    this.server.listen(this.listening, '127.0.0.1');
    await once(this.server, 'listening');
    this.listening = (this.server.address() as AddressInfo).port;
  }

  /** Cuts every connection and refuses new ones. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.server?.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private join(inner: Socket, outer: Socket): void {
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      this.sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }
}
