import { Agent, request } from 'node:http';
import { bareRoundTrips } from '../floors/bare-round-trip.js';
import { ADMIN } from '../installation.js';
import { percentile } from '../percentile.js';
import type { Reading, Row } from '../reading.js';

const WARM_UP = 300;
const WRITES = 1_000;
const MUST = { p50: { atMost: 12 }, p99: { atMost: 50 } };

/** `POST /V1/inventory/source-items` with one item, one at a time over one connection: gateway → Kafka → worker → answer. */
export const restWrite: Row = {
  name: 'rest-write',
  async run(installation) {
    const [url] = await Promise.all([installation.startGateway(), installation.startWorker()]);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const token = JSON.parse(await post(agent, `${url}/rest/V1/integration/admin/token`, ADMIN)) as string;
    const taken: number[] = [];
    for (let write = 0; write < WARM_UP + WRITES; write++) {
      const sourceItems = [{ sku: `SKU-${write % 100}`, source_code: 'default', quantity: write, status: 1 }];
      const began = performance.now();
      const answer = await post(agent, `${url}/rest/all/V1/inventory/source-items`, { sourceItems }, token);
      taken.push(performance.now() - began);
      if (answer !== '[]') throw new Error(`The gateway answered ${answer}.`);
    }
    agent.destroy();

    const bare = await bareRoundTrips(installation, WRITES, WARM_UP);
    const reading = (percent: 50 | 99): Reading => ({
      what: `one item, p${percent}`,
      unit: 'ms',
      figure: percentile(taken.slice(WARM_UP), percent),
      floor: { what: `produce + consume + one-row commit, p${percent}`, figure: percentile(bare, percent) },
      must: MUST[`p${percent}`],
    });
    return [reading(50), reading(99)];
  },
};

function post(agent: Agent, url: string, body: object, token?: string): Promise<string> {
  const authorization = token ? { authorization: `Bearer ${token}` } : {};
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', ...authorization };
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () =>
        response.statusCode === 200 ? resolve(text) : reject(new Error(`${response.statusCode}: ${text}`)),
      );
    });
    call.once('error', reject).end(JSON.stringify(body));
  });
}
