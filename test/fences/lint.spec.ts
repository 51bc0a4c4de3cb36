import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

const FORBIDDEN = `
import kafkajs from 'kafkajs';
import pg, { Client } from 'pg';
export const url = process.env.DATABASE_URL;
export const client = new Client();
export function start(): void {
  void [kafkajs, pg];
  Promise.resolve(url);
}
`;

describe('eslint.config.mjs', () => {
  let found: string[][];

  beforeAll(async () => {
    const typed = `${FORBIDDEN}\nimport type { Client as Session } from 'pg';\nexport type Both = Session;\n`;
    found = await complaintsOf(
      ['libs/inventory/src/decision.ts', FORBIDDEN],
      ['libs/messaging/src/kafka.ts', typed],
      ['apps/worker/src/main.ts', 'export const url = process.env.DATABASE_URL;\n'],
    );
  });

  it('confines Kafka, connections and the environment, and lets no promise float', () => {
    expect(found[0]).toEqual([
      "2: 'kafkajs' import is restricted from being used. Only libs/messaging knows Kafka.",
      "3: 'Client' import from 'pg' is restricted. Only libs/database opens connections.",
      "3: 'default' import from 'pg' is restricted. Only libs/database opens connections.",
      "4: 'process.env' is restricted from being used. Settings are read once, by the main of each app.",
      expect.stringMatching(/^8: Promises must be awaited/),
    ]);
  });

  it('lets messaging talk to Kafka, and only name the type of a connection', () => {
    expect(found[1]!.filter((line) => line.includes('import'))).toEqual([
      "3: 'Client' import from 'pg' is restricted. Only libs/database opens connections.",
      "3: 'default' import from 'pg' is restricted. Only libs/database opens connections.",
    ]);
  });

  it('lets the mains read the environment', () => {
    expect(found[2]).toEqual([]);
  });
});

const LINT = `import { ESLint } from 'eslint';
import { json } from 'node:stream/consumers';
const eslint = new ESLint();
const results = [];
for (const [filePath, source] of await json(process.stdin)) results.push(...(await eslint.lintText(source, { filePath })));
console.log(JSON.stringify(results.map(({ messages }) => messages)));`;

/** What is complained of in each file, by one process: most of its time goes into learning the types. */
async function complaintsOf(...files: [file: string, source: string][]): Promise<string[][]> {
  const eslint = spawn(process.execPath, ['--input-type=module', '-e', LINT], { stdio: ['pipe', 'pipe', 'inherit'] });
  eslint.stdin.end(JSON.stringify(files));
  const results = JSON.parse(await text(eslint.stdout)) as { line: number; message: string }[][];
  return results.map((messages) => messages.map(({ line, message }) => `${line}: ${message}`).sort());
}
