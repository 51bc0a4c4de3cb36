import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactoryArgs } from 'kafkajs';

const KEEP_ALIVE_MS = 10_000;
const PRODUCE = 0;

/** The connections of one Kafka client: they tell whether records may have left, and can be closed when a broker falls silent. */
export class BrokerSockets {
  private readonly open = new Map<Socket, string>();
  private shut = false;
  private produced = false;

  /** What kafkajs is to make its connections with. */
  readonly make = ({ host, port, ssl, onConnect }: ISocketFactoryArgs): Socket => {
    const socket = ssl
      ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }), ...ssl }, onConnect)
      : connect({ host, port }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.setNoDelay(true);
    this.open.set(socket, `${host}:${port}`);
    socket.once('close', () => this.open.delete(socket));
    this.watchWrites(socket);
    handOverWhole(socket);
    if (this.shut) end(socket);
    return socket;
  };

  /** Whether a request to produce has been handed to a connection since this was last asked. */
  takeProduced(): boolean {
    const { produced } = this;
    this.produced = false;
    return produced;
  }

  /** Closes the connections to a broker, named as `host:port`. */
  drop(broker: string): void {
    for (const [socket, to] of this.open) if (to === broker) end(socket);
  }

  /** Whether nothing leaves any more. */
  get sealed(): boolean {
    return this.shut;
  }

  /** Closes all connections for ever: from now on nothing leaves. */
  seal(): void {
    this.shut = true;
    for (const socket of this.open.keys()) end(socket);
  }

  /** kafkajs writes a request at once: its length in 4 bytes, its kind in 2. */
  private watchWrites(socket: Socket): void {
    const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
    socket.write = (...args: unknown[]) => {
      if (this.shut) return false;
      const [request] = args;
      if (request instanceof Uint8Array && Buffer.from(request.buffer, request.byteOffset).readInt16BE(4) === PRODUCE)
        this.produced = true;
      return write(...args);
    };
  }
}

/**
 * Hands kafkajs whole responses only, each with its length before it in 4 bytes: what it holds of a response when a connection breaks,
 * it would take for the beginning of what comes on the next one.
 */
function handOverWhole(socket: Socket): void {
  const on = socket.on.bind(socket) as (event: string, listener: (...args: never[]) => void) => Socket;
  socket.on = (event: string, listener: (...args: never[]) => void) =>
    on(event, event === 'data' ? inWhole(listener as (bytes: Buffer) => void) : listener);
}

function inWhole(handOver: (bytes: Buffer) => void): (bytes: Buffer) => void {
  let held: Buffer[] = [];
  let holding = 0;
  let needed = LENGTH_BYTES;
  return (bytes) => {
    held.push(bytes);
    holding += bytes.length;
    while (holding >= needed) {
      const all = held.length === 1 ? held[0]! : Buffer.concat(held);
      needed = LENGTH_BYTES + all.readInt32BE(0);
      if (holding >= needed) {
        handOver(all.subarray(0, needed));
        holding -= needed;
        held = holding > 0 ? [all.subarray(needed)] : [];
        needed = LENGTH_BYTES;
      } else {
        held = [all];
      }
    }
  };
}

const LENGTH_BYTES = 4;

function end(socket: Socket): void {
  // kafkajs takes notice of an end that comes with an error only.
  socket.destroy(Object.assign(new Error('The connection was given up.'), { code: 'ETIMEDOUT' }));
}
