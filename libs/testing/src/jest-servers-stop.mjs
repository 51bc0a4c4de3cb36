import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

/** Ends the pipes that specs have shared, stops what jest-servers has started and removes its data. */
export default async function stopServers() {
  const folder = process.env.TEST_PIPES;
  for (const name of await readdir(folder)) {
    const { environment, pids } = JSON.parse(await readFile(join(folder, name), 'utf8'));
    for (const pid of pids) end(pid);
    await drop(new URL(environment.DATABASE_URL).pathname.slice(1));
  }
  await rm(folder, { recursive: true });
  await globalThis.stopTestServers();
}

function end(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

async function drop(database) {
  const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  await client.query(`drop database ${database} with (force)`).finally(() => client.end());
}
