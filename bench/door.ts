import { ADMIN } from './installation.js';
import { HttpConnection, type Answer } from './http-connection.js';

/** Paths of Magento's inventory REST. */
export const PATHS = {
  sourceItems: '/rest/all/V1/inventory/source-items',
  reservations: '/rest/all/V1/inventory/reservations',
  unlink: '/rest/all/V1/inventory/stock-source-links-delete',
  salable: (sku: string, stockId: number) => `/rest/all/V1/inventory/get-product-salable-quantity/${sku}/${stockId}`,
};

/** Connections to a gateway as its administrator. */
export async function enter(url: string, connections: number): Promise<HttpConnection[]> {
  return openAll(url, connections, await logIn(url));
}

/** A token of a gateway's administrator. */
export async function logIn(url: string): Promise<string> {
  const door = await HttpConnection.open(url);
  const { body } = succeeded(await door.post('/rest/V1/integration/admin/token', ADMIN));
  door.close();
  return JSON.parse(body) as string;
}

/** Connections to any server. */
export function openAll(url: string, connections: number, token?: string): Promise<HttpConnection[]> {
  return Promise.all(Array.from({ length: connections }, () => HttpConnection.open(url, token)));
}

/** Throws unless a request was answered with 200. */
export function succeeded(answer: Answer): Answer {
  if (answer.status !== 200) throw new Error(`Answered ${answer.status}: ${answer.body}`);
  return answer;
}

/** Saves one item of the default source, in another quantity than it had; `skus` says over how many SKUs the writes go. */
export async function saveOne(connection: HttpConnection, write: number, skus: number): Promise<void> {
  const sourceItems = [{ sku: `SKU-${write % skus}`, source_code: 'default', quantity: write, status: 1 }];
  const { body } = succeeded(await connection.post(PATHS.sourceItems, { sourceItems }));
  if (body !== '[]') throw new Error(`The gateway answered ${body}.`);
}

/** Requests a second, so many in all, each connection making its next when it has the answer to its last. */
export function pace(connections: HttpConnection[], count: number, request: Request): Promise<number> {
  return paceWhile(connections, (requests) => requests < count, request);
}

/** Requests a second over so many seconds, each connection making its next when it has the answer to its last. */
export function paceFor(connections: HttpConnection[], seconds: number, request: Request): Promise<number> {
  const end = performance.now() + 1_000 * seconds;
  return paceWhile(connections, () => performance.now() < end, request);
}

/** Makes a request over a connection; `index` counts from 0. */
type Request = (connection: HttpConnection, index: number) => Promise<unknown>;

async function paceWhile(connections: HttpConnection[], goesOn: (requests: number) => boolean, request: Request) {
  let requests = 0;
  const began = performance.now();
  await Promise.all(
    connections.map(async (connection) => {
      while (goesOn(requests)) await request(connection, requests++);
    }),
  );
  return (1_000 * requests) / (performance.now() - began);
}
