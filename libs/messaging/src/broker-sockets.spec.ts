import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { eventually } from '#testing/eventually';
import { BrokerSockets } from './broker-sockets.js';

let server: Server;
let sockets: BrokerSockets;
let broker: Socket;
let client: Socket;
let heard: string[];

beforeEach(async () => {
  server = createServer((socket) => (broker = socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  sockets = new BrokerSockets();
  heard = [];
  client = await connected();
});
afterEach(() => {
  sockets.seal();
  server.close();
});

async function connected(): Promise<Socket> {
  const { port } = server.address() as AddressInfo;
  const socket = sockets.make({ host: '127.0.0.1', port, ssl: undefined as never, onConnect: () => undefined });
  socket.on('error', (error: NodeJS.ErrnoException) => heard.push(error.code!));
  socket.on('data', (bytes) => heard.push(bytes.subarray(4).toString()));
  await Promise.all([once(socket, 'connect'), once(server, 'connection')]);
  return socket;
}

const response = (text: string) => Buffer.concat([bytesOf(text.length), Buffer.from(text)]);
const request = (kind: number) => Buffer.concat([bytesOf(4), Buffer.from([0, kind, 0, 0])]);

function bytesOf(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(length);
  return bytes;
}

test('responses are handed over one by one and whole, however they arrive', async () => {
  const all = Buffer.concat([response('one'), response(''), response('three')]);
  for (const byte of all) {
    broker.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  broker.write(Buffer.concat([response('four'), response('five'), response('never whole').subarray(0, 9)]));
  await eventually(() => heard.length === 5);
  expect(heard).toEqual(['one', '', 'three', 'four', 'five']);
});

test('a connection does not begin with what another has left', async () => {
  broker.write(response('cut in the middle').subarray(0, 9));
  broker.resetAndDestroy();
  await eventually(() => heard.length === 1);
  client = await connected();
  broker.write(response('anew'));
  await eventually(() => heard.length === 2);
  expect(heard).toEqual(['ECONNRESET', 'anew']);
});

test('it is known whether records may have left', () => {
  client.write(request(3));
  expect(sockets.takeProduced()).toBe(false);
  client.write(request(0));
  expect(sockets.takeProduced()).toBe(true);
  expect(sockets.takeProduced()).toBe(false);
});

test('once sealed nothing leaves, on connections there are or to come', async () => {
  const arrived: Buffer[] = [];
  broker.on('data', (bytes) => arrived.push(bytes)).on('error', () => undefined);
  const closed = once(broker, 'close');
  sockets.seal();
  client.write(request(0));
  await closed;
  const { port } = server.address() as AddressInfo;
  const late = sockets.make({ host: '127.0.0.1', port, ssl: undefined as never, onConnect: () => undefined });
  await expect(once(late, 'close')).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  expect(arrived).toEqual([]);
  expect(sockets.takeProduced()).toBe(false);
});
