import type { Socket } from 'node:net';
import { Client, type ClientBase, type ClientConfig } from 'pg';

const PATIENCE_MS = 4_000;
const PROBE_MS = 3_000;
const BEAT_MS = 2_000;

/** The server fell silent or its answer got lost on the way: the connection is given up, and its transaction with it. */
class ConnectionLost extends Error {
  readonly code = 'ETIMEDOUT';
}

/**
 * Gives a connection up when what it waits for is not being done. A statement may take as long as it needs: after each 4 s of silence a
 * second connection, made with `config`, asks whether the server still works on it, and ends the session that does not, with its locks.
 * A connection given up cannot be used again, so that nothing is ever added to what was left open on it.
 */
export function giveUpWhenLost(client: ClientBase, config: ClientConfig): void {
  const socket = socketOf(client);
  const wait = () => socket.setTimeout(PATIENCE_MS);
  socket.on('timeout', () => {
    if (socket.writableEnded) return void socket.destroy();
    if (inner(client).readyForQuery) return void wait();
    const { bytesRead } = socket;
    void isAtWork(inner(client).processID, config).then((atWork) => {
      if (atWork || socket.bytesRead > bytesRead) wait();
      else socket.destroy(new ConnectionLost('Connection terminated: PostgreSQL does not answer any more.'));
    });
  });
  wait();
}

/** Sends a statement every 2 s as long as the connection lives, so that one that only listens is found lost too. */
export function startBeat(client: Client): void {
  const timer = setInterval(() => {
    if (inner(client).readyForQuery) client.query('select').catch(() => undefined);
  }, BEAT_MS);
  client.once('end', () => clearInterval(timer));
}

/** Whether the server can be asked and works for the session, or is too busy to tell; a session that has been idle is ended. */
async function isAtWork(pid: number, config: ClientConfig): Promise<boolean> {
  const probe = new Client({ ...config, application_name: 'stockwire-probe' });
  const overdue = setTimeout(() => socketOf(probe).destroy(), PROBE_MS);
  probe.on('error', () => undefined);
  try {
    await probe.connect();
    const { rows } = await probe.query<{ works: boolean }>(PROBE, [pid]);
    return rows[0]?.works ?? false;
  } catch (error) {
    return (error as { code?: unknown }).code === TOO_MANY_CONNECTIONS;
  } finally {
    clearTimeout(overdue);
    await closed(probe);
  }
}

const TOO_MANY_CONNECTIONS = '53300';

// A statement that has just ended may have its answer under way.
const PROBE = `
  select case
    when state = 'active' and wait_event_type is distinct from 'Client' then true
    when state_change > clock_timestamp() - interval '1 second' then true
    else not pg_terminate_backend(pid) end as works
  from pg_stat_activity where pid = $1`;

function closed(probe: Client): Promise<void> {
  const overdue = setTimeout(() => socketOf(probe).destroy(), PROBE_MS);
  return probe.end().finally(() => clearTimeout(overdue));
}

/** What pg does not declare: its socket, whether no statement is under way, the backend's process. */
function inner(client: ClientBase) {
  return client as unknown as { connection: { stream: Socket }; readyForQuery: boolean; processID: number };
}

function socketOf(client: ClientBase): Socket {
  return inner(client).connection.stream;
}
