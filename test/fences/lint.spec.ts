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
  it('confines Kafka, connections and the environment, and lets no promise float', async () => {
    expect(await complaints('libs/inventory/src/decision.ts', FORBIDDEN)).toEqual([
      "2: 'kafkajs' import is restricted from being used. Only libs/messaging knows Kafka.",
      "3: 'Client' import from 'pg' is restricted. Only libs/database opens connections.",
      "3: 'default' import from 'pg' is restricted. Only libs/database opens connections.",
      "4: 'process.env' is restricted from being used. Settings are read once, by the main of each app.",
      expect.stringMatching(/^8: Promises must be awaited/),
    ]);
  });

  it('lets messaging talk to Kafka, and only name the type of a connection', async () => {
    const source = `${FORBIDDEN}\nimport type { Client as Session } from 'pg';\nexport type Both = Session;\n`;
    const imports = (await complaints('libs/messaging/src/kafka.ts', source)).filter((line) => line.includes('import'));
    expect(imports).toEqual([
      "3: 'Client' import from 'pg' is restricted. Only libs/database opens connections.",
      "3: 'default' import from 'pg' is restricted. Only libs/database opens connections.",
    ]);
  });

  it('lets the mains read the environment', async () => {
    expect(await complaints('apps/worker/src/main.ts', 'export const url = process.env.DATABASE_URL;\n')).toEqual([]);
  });
});

async function complaints(file: string, source: string): Promise<string[]> {
  const argv = ['node_modules/eslint/bin/eslint.js', '--format', 'json', '--stdin', '--stdin-filename', file];
  const eslint = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'inherit'] });
  eslint.stdin.end(source);
  const [result] = JSON.parse(await text(eslint.stdout)) as { messages: { line: number; message: string }[] }[];
  return result!.messages.map(({ line, message }) => `${line}: ${message}`).sort();
}
