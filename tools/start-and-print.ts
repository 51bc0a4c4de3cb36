import { setTimeout as sleep } from 'node:timers/promises';
import { StartProblem } from './servers/start-problem.js';
import { Stockwire, type Entries, type Started } from './start-stockwire.js';

/** Runs Stockwire until a signal ends it (exit code 0) or a problem does (one line to stderr, exit code 1). */
export async function startAndPrint(environment: NodeJS.ProcessEnv, entries: Entries): Promise<void> {
  const say = (line: string) => void process.stderr.write(`${line.replaceAll('\n', ' ')}\n`);
  let stockwire: Stockwire | undefined;
  let starting: Promise<Started> | undefined;
  let ending = false;
  const end = async (problem?: unknown) => {
    if (ending) return;
    ending = true;
    process.exitCode = problem ? 1 : 0;
    await stockwire?.stop();
    await Promise.race([starting?.catch(() => undefined), sleep(TIDYING_MS)]);
    if (problem) process.stderr.write(`npm start: ${inWords(problem)}\n`);
    process.exit();
  };
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  onceAskedToEnd(environment, () => void end());
  try {
    stockwire = new Stockwire(environment, entries, say, (problem) => void end(problem));
    starting = stockwire.start();
    const started = await starting;
    if (!ending) process.stdout.write(report(started, environment));
  } catch (error) {
    await end(error);
  }
}

// What was interrupted removes what it has half made.
const TIDYING_MS = 2_000;

function inWords(problem: unknown): string {
  if (problem instanceof StartProblem) return problem.message.replaceAll('\n', ' ');
  return problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
}

/** A shell between npm and us may die of the signal that was meant for us, so we also end when our parent has. */
function onceAskedToEnd(environment: NodeJS.ProcessEnv, end: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  const parent = process.ppid;
  const isOfNpm = environment.npm_lifecycle_event === 'start';
  setInterval(() => isOfNpm && process.ppid !== parent && end(), 250);
}

function report({ gatewayUrl, workerUrl, servers, dataDir, credentials }: Started, environment: NodeJS.ProcessEnv) {
  const { ADMIN_USERNAME, ADMIN_PASSWORD, CLIENT_ID, CLIENT_SECRET } = credentials;
  const made = Object.entries({ ADMIN_USERNAME, ADMIN_PASSWORD, CLIENT_ID, CLIENT_SECRET }).filter(
    ([name]) => !environment[name],
  );
  const rows = [
    ['gateway', gatewayUrl],
    ['worker', `${workerUrl}/health/ready`],
    ['Kafka', `${servers.brokers} (${servers.kinds.kafka})`],
    ['PostgreSQL', `${hidden(servers)} (${servers.kinds.postgres})`],
    ['data and logs', dataDir],
    ...made,
  ];
  const table = rows.map(([name, value]) => `  ${name!.padEnd(16)}${value}`).join('\n');
  return `Stockwire is ready.\n\n${table}\n\nTry it:\n\n${curl(gatewayUrl, credentials, environment)}\n\nCtrl-C stops it and keeps the data.\n`;
}

/** A named database's URL without its password. */
function hidden({ databaseUrl, kinds }: Started['servers']): string {
  if (kinds.postgres !== 'named') return databaseUrl;
  const url = new URL(databaseUrl);
  url.password = url.password && '***';
  return url.href;
}

/** Values that the environment names are left to the shell that the line is pasted into. */
function curl(gatewayUrl: string, credentials: Started['credentials'], environment: NodeJS.ProcessEnv): string {
  const value = (name: 'ADMIN_USERNAME' | 'ADMIN_PASSWORD') => (environment[name] ? `$${name}` : credentials[name]);
  const login = `{\\"username\\":\\"${value('ADMIN_USERNAME')}\\",\\"password\\":\\"${value('ADMIN_PASSWORD')}\\"}`;
  const token = `curl -s ${gatewayUrl}/rest/V1/integration/admin/token -H 'Content-Type: application/json' -d "${login}"`;
  const stocks = `${gatewayUrl}/rest/V1/inventory/stocks?searchCriteria=`;
  return `curl -s '${stocks}' -H "Authorization: Bearer $(${token} | tr -d '"')"`;
}
