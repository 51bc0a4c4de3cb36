import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** A port on 127.0.0.1 nobody listens on: the preferred one if it is free, else a random one never given before. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred && (await listenProblem(preferred)) === undefined) return preferred;
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (given.has(port)) continue;
    given.add(port);
    if ((await listenProblem(port)) === undefined) return port;
  }
}

/** The error code (EADDRINUSE, EACCES, ...) that listening on the port gives, or undefined when it works. */
export function listenProblem(port: number, host = '127.0.0.1'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

const given = new Set<number>();

/** Ports outside the range the kernel takes outgoing ones from, where it leaves any: such a port may be taken at any time. */
export function portsToListenOn(outgoing: readonly [lowest: number, highest: number]): [lowest: number, end: number] {
  const [lowest, highest] = outgoing;
  const below = [LOWEST_OF_ALL, Math.min(lowest, USUAL_END)] as [number, number];
  const above = [highest + 1, 65_536] as [number, number];
  const enough = ([from, end]: [number, number]) => end - from >= ENOUGH;
  return [below, above].find(enough) ?? [LOWEST_OF_ALL, USUAL_END];
}

function outgoingPorts(): [number, number] {
  try {
    const [lowest, highest] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/);
    return [Number(lowest), Number(highest)];
  } catch {
    return [USUAL_END, 65_535];
  }
}

const LOWEST_OF_ALL = 10_000;
const USUAL_END = 32_000;
const ENOUGH = 2_000;
const [LOWEST, HIGHEST] = portsToListenOn(outgoingPorts());
