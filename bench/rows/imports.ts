import { logIn } from '../door.js';
import type { Reading, Row } from '../reading.js';

const INPUTS = 10_000;
const TYPE = 'application/vnd.api+json';
const LOOK_MS = 50;

/** One import of 10,000 SKUs in Commerce Layer's dialect: until it is accepted, and until all are saved. */
export const imports: Row = {
  name: 'imports',
  mostRuns: 3,
  async run(installation) {
    const [gateway] = await Promise.all([installation.startGateway(), installation.startWorker()]);
    const headers = { accept: TYPE, 'content-type': TYPE, authorization: `Bearer ${await logIn(gateway.url)}` };
    const began = performance.now();
    const inputs = Array.from({ length: INPUTS }, (_, number) => ({
      code: `IMPORT-${number}`,
      name: `Number ${number}`,
    }));
    const data = { type: 'imports', attributes: { resource_type: 'skus', inputs } };
    const body = JSON.stringify({ data });
    const answer = await fetch(`${gateway.url}/api/imports`, { method: 'POST', headers, body });
    const { id } = await importIn(answer);
    const accepted = performance.now() - began;
    const path = `${gateway.url}/api/imports/${id}?fields[imports]=status,processed_count`;
    for (;;) {
      const { attributes } = await importIn(await fetch(path, { headers }));
      if (attributes.status === 'completed' && attributes.processed_count === INPUTS) break;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    const done = (performance.now() - began) / 1_000;
    return [
      { what: `${INPUTS} inputs, accepted`, unit: 'ms', figure: accepted },
      { what: `${INPUTS} inputs, done`, unit: 's', figure: done },
    ] satisfies Reading[];
  },
};

interface Import {
  id: string;
  attributes: { status: string; processed_count: number };
}

async function importIn(answer: Response): Promise<Import> {
  if (!answer.ok) throw new Error(`The import was answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { data: Import }).data;
}
