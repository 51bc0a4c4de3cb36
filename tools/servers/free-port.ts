import { createServer } from 'node:net';

/** A port on 127.0.0.1 nobody listens on: the preferred one if it is free, else a random one. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred && (await listenProblem(preferred)) === undefined) return preferred;
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
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

// Below the range the kernel takes outgoing ports from: such a port may be taken, or even connect to itself.
const LOWEST = 20_000;
const HIGHEST = 32_000;
