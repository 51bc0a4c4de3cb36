import { runningStockwire } from '../servers/run-file.js';
import { StartProblem } from '../servers/start-problem.js';

/** The service that the tutorial runs against, as any client of it would be told. */
export interface Target {
  url: string;
  brokers: string[];
  kafkaPrefix: string;
  kafkaSsl: boolean;
  kafkaSasl?: { mechanism: string; username: string; password: string };
  admin: { username: string; password: string };
  client: { id: string; secret: string };
}

type Environment = Record<string, string | undefined>;

/**
 * The service that the environment names: `STOCKWIRE_URL`, else `HOST` and `PORT`, together with `KAFKA_BROKERS`, `ADMIN_USERNAME`,
 * `ADMIN_PASSWORD`, `CLIENT_ID` and `CLIENT_SECRET`; undefined when some of those are not named. Throws a StartProblem when
 * `STOCKWIRE_URL` is named without them.
 */
export function namedTarget(environment: Environment): Target | undefined {
  const missing = NEEDED.filter((name) => !environment[name]);
  if (missing.length > 0 && environment.STOCKWIRE_URL) {
    throw new StartProblem(`STOCKWIRE_URL needs these set, too: ${missing.join(', ')}`);
  }
  if (missing.length > 0) return undefined;
  const [username, password, id, secret, brokers] = NEEDED.map((name) => environment[name]!);
  const url = environment.STOCKWIRE_URL || `http://${environment.HOST || '127.0.0.1'}:${environment.PORT || 3000}`;
  const credentials = { admin: { username: username!, password: password! }, client: { id: id!, secret: secret! } };
  return { url: url.replace(/\/+$/, ''), ...credentials, ...kafkaIn(environment, brokers!) };
}

/** The service that `npm start` keeps running on `DATA_DIR`; undefined when there is none. */
export function startedTarget(environment: Environment): Target | undefined {
  try {
    const { gatewayUrl, brokers, ...secrets } = runningStockwire(environment);
    const admin = { username: secrets.ADMIN_USERNAME, password: secrets.ADMIN_PASSWORD };
    const client = { id: secrets.CLIENT_ID, secret: secrets.CLIENT_SECRET };
    return { url: gatewayUrl, admin, client, ...kafkaIn(environment, brokers) };
  } catch (error) {
    if (error instanceof StartProblem) return undefined;
    throw error;
  }
}

const NEEDED = ['ADMIN_USERNAME', 'ADMIN_PASSWORD', 'CLIENT_ID', 'CLIENT_SECRET', 'KAFKA_BROKERS'] as const;

function kafkaIn(environment: Environment, brokers: string) {
  const mechanism = environment.KAFKA_SASL_MECHANISM;
  const [username, password] = [environment.KAFKA_SASL_USERNAME ?? '', environment.KAFKA_SASL_PASSWORD ?? ''];
  return {
    brokers: brokers.split(','),
    kafkaPrefix: environment.KAFKA_PREFIX ?? '',
    kafkaSsl: ['true', '1', 'on'].includes(environment.KAFKA_SSL?.toLowerCase() ?? ''),
    ...(mechanism ? { kafkaSasl: { mechanism, username, password } } : {}),
  };
}
