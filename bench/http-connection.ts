import { connect, type Socket } from 'node:net';

/** An answer to a request. */
export interface Answer {
  status: number;
  body: string;
}

/** One kept connection that asks one thing at a time. It knows no more of HTTP than the bench needs, so that little of what is measured is its own work. */
export class HttpConnection {
  private received = '';
  private waiting?: { resolve: (answer: Answer) => void; reject: (error: Error) => void };

  private constructor(
    private readonly socket: Socket,
    private readonly host: string,
    private readonly token?: string,
  ) {
    socket.setNoDelay().setEncoding('latin1');
    socket.on('data', (part: string) => this.take(part));
    socket.on('close', () => this.waiting?.reject(new Error('The connection was closed before the answer.')));
    socket.on('error', (error) => this.waiting?.reject(error));
  }

  /** Connects; `token` goes with every request. */
  static open(url: string, token?: string): Promise<HttpConnection> {
    const { hostname, port, host } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => resolve(new HttpConnection(socket, host, token)));
      socket.once('error', reject);
    });
  }

  get(path: string): Promise<Answer> {
    return this.ask('GET', path, '');
  }

  post(path: string, body: object): Promise<Answer> {
    return this.ask('POST', path, JSON.stringify(body));
  }

  close(): void {
    this.socket.destroy();
  }

  private ask(method: string, path: string, body: string): Promise<Answer> {
    const authorization = this.token ? `authorization: Bearer ${this.token}\r\n` : '';
    const content = body
      ? `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
      : '\r\n';
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(`${method} ${path} HTTP/1.1\r\nhost: ${this.host}\r\n${authorization}${content}`);
    });
  }

  private take(part: string): void {
    this.received += part;
    const head = this.received.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = /\r\ncontent-length: *(\d+)/i.exec(this.received)?.[1];
    if (length === undefined) throw new Error(`An answer does not tell its length:\n${this.received}`);
    const end = head + 4 + Number(length);
    if (this.received.length < end) return;
    const answer = { status: Number(this.received.slice(9, 12)), body: this.received.slice(head + 4, end) };
    this.received = this.received.slice(end);
    this.waiting?.resolve(answer);
  }
}
