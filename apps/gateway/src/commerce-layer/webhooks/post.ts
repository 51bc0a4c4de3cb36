import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup as resolve } from 'node:dns/promises';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';

/** A request to send, how long its answer may take, and to which IP addresses it may go. */
export interface Post {
  url: string;
  headers: Record<string, string>;
  body: string;
  timeoutMs: number;
  mayReach: (address: string) => boolean;
}

/** Status and reason phrase of an answer. */
export interface Answer {
  status: number;
  message: string;
}

/**
 * Sends a request on a connection of its own and returns how it was answered, a redirect like anything else; throws when it was not. Where it goes
 * is looked at when names have become addresses, so that none can lead elsewhere later. What follows the head of an answer is thrown away.
 */
export function post({ url: text, headers, body, timeoutMs, mayReach }: Post): Promise<Answer> {
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // Nobody looks an address up that is one already.
  if (isIP(host) && !mayReach(host)) return Promise.reject(new AddressRefused(host));
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((succeed, fail) => {
    const request = send(url, {
      ...{ method: 'POST', agent: false, signal: AbortSignal.timeout(timeoutMs) },
      headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
      lookup: (name, options, done) => lookUp(name, options, mayReach, done),
    });
    request.on('error', (error) => fail(error.name === 'AbortError' ? new NoAnswer(timeoutMs, error) : error));
    request.on('response', (response) => {
      throwAway(response);
      succeed({ status: response.statusCode!, message: response.statusMessage ?? '' });
    });
    // Node tells of an answer that would change the protocol by this alone.
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      succeed({ status: response.statusCode!, message: response.statusMessage ?? '' });
    });
    request.on('close', () => fail(new Error('the connection was closed without an answer')));
    request.end(body);
  });
}

/** A request that would have gone where it must not. */
class AddressRefused extends Error {
  constructor(address: string) {
    super(`${address} is not a public address`);
  }
}

/** A request that was not answered in time. */
class NoAnswer extends Error {
  constructor(timeoutMs: number, cause: Error) {
    super(`no answer within ${timeoutMs} ms`, { cause });
  }
}

type Done = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

function lookUp(name: string, { all }: LookupOptions, mayReach: Post['mayReach'], done: Done): void {
  addressesOf(name).then(
    (addresses) => {
      const good = addresses.filter(({ address }) => mayReach(address));
      const [first] = good;
      if (!first) done(new AddressRefused(addresses.map(({ address }) => address).join(', ')), []);
      else if (all) done(null, good);
      else done(null, first.address, first.family);
    },
    (error: Error) => done(error, []),
  );
}

const looking = new Map<string, Promise<LookupAddress[]>>();

/** Each name is looked up once at a time: all share four threads, which one that is slow must not have to itself. */
function addressesOf(name: string): Promise<LookupAddress[]> {
  const known = looking.get(name);
  if (known) return known;
  const found = resolve(name, { all: true }).finally(() => looking.delete(name));
  looking.set(name, found);
  return found;
}

const MOST_BYTES = 65_536;

function throwAway(response: IncomingMessage): void {
  let bytes = 0;
  response.on('error', () => undefined);
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) response.destroy();
  });
}
