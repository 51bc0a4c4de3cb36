import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Each rule with what breaks it: the file planted, and what it imports. */
const VIOLATIONS: [rule: string, file: string, source: string][] = [
  ['contracts-is-a-leaf', 'libs/contracts/src/bad.ts', "import '#inventory/fine';"],
  ['contracts-is-a-leaf', 'libs/contracts/src/type.ts', "import type { Fine } from '#messaging/fine';"],
  ['inventory-knows-contracts', 'libs/inventory/src/bad.ts', "import '#messaging/fine';"],
  ['inventory-knows-contracts', 'libs/inventory/src/deep/bad.ts', "import type { Fine } from '#database/fine';"],
  ['messaging-knows-contracts', 'libs/messaging/src/bad.ts', "import '../../inventory/src/fine.js';"],
  ['messaging-knows-contracts', 'libs/messaging/src/base.ts', "import '#database/fine';"],
  ['database-knows-libs', 'libs/database/src/bad.ts', "import '../../../apps/worker/src/fine.js';"],
  ['libs-know-no-app', 'libs/testing/src/app.ts', "import '../../../apps/worker/src/fine.js';"],
  ['apps-are-strangers', 'apps/gateway/src/bad.ts', "import '../../worker/src/fine.js';"],
  ['dialects-are-strangers', 'apps/gateway/src/magento/bad.ts', "import '../commerce-layer/fine.js';"],
  [
    'dialects-are-strangers',
    'apps/gateway/src/commerce-layer/bad.ts',
    "import type { Fine } from '../magento/fine.js';",
  ],
  ['testing-in-specs-only', 'apps/worker/src/bad.ts', "import '#testing/fine';"],
  ['testing-in-specs-only', 'libs/inventory/src/world.ts', "import '#testing/fine';"],
  ['kafkajs-behind-messaging', 'libs/inventory/src/kafka.ts', "import 'kafkajs';"],
  ['kafkajs-behind-messaging', 'apps/gateway/src/kafka.ts', "import type { Kafka } from 'kafkajs';"],
  [
    'connection-behind-database',
    'libs/messaging/src/pg.ts',
    "import { Client } from 'pg';\nexport const client = new Client();",
  ],
  [
    'connection-behind-database',
    'apps/worker/src/pg.ts',
    "import pg from 'pg';\nexport const client = new pg.Client();",
  ],
  ['tools-stay-outside', 'apps/cli/src/bad.ts', "import '#servers/fine';"],
  ['tools-stay-outside', 'libs/database/src/tool.ts', "import '../../../tools/fine.js';"],
  ['only-servers-of-tools', 'libs/testing/src/bad.ts', "import '../../../tools/fine.js';"],
  ['only-servers-of-tools', 'test/bad.ts', "import '../tools/fine.js';"],
  ['no-cycles', 'libs/inventory/src/one.ts', "import './two.js';"],
  ['no-barrels', 'libs/inventory/src/stocks/index.ts', "export * from '../fine.js';"],
  ['everything-resolves', 'libs/inventory/src/lost.ts', "import '#contracts/nowhere';"],
];

/** What the walls let through, and what the violations lean on. */
const FINE: Record<string, string> = {
  'libs/contracts/src/fine.ts': 'export interface Fine {}',
  'libs/inventory/src/fine.ts': "export type { Fine } from '#contracts/fine';",
  'libs/inventory/src/two.ts': "import './one.js';",
  'libs/inventory/src/fine.spec.ts': "import '#testing/fine';",
  'libs/messaging/src/fine.ts': "import 'kafkajs';\nimport type { Client } from 'pg';\nexport type Fine = Client;",
  'libs/database/src/fine.ts':
    "import '#inventory/fine';\nimport '#messaging/fine';\nimport 'pg';\nexport interface Fine {}",
  'libs/testing/src/fine.ts': "import '#servers/fine';\nimport '#database/fine';\nimport 'kafkajs';\nimport 'pg';",
  'apps/gateway/src/magento/fine.ts': "export type { Fine } from '#contracts/fine';",
  'apps/gateway/src/commerce-layer/fine.ts': "import '#messaging/fine';",
  'apps/worker/src/fine.ts': "import '#inventory/fine';\nimport '#messaging/fine';\nimport '#database/fine';",
  'test/fine.ts': "import '#testing/fine';\nimport '#servers/fine';",
  'tools/fine.ts': "import '#messaging/fine';",
  'tools/servers/fine.ts': 'export {};',
};

interface Config {
  default: { forbidden: { name: string }[] };
}

describe('.dependency-cruiser.mjs', () => {
  let planted: string;
  let found: string[];

  beforeAll(async () => {
    planted = await plantedTree();
    found = await violations(planted);
  });
  afterAll(() => rm(planted, { recursive: true }));

  it.each(VIOLATIONS)('%s catches %s', (rule, file) => {
    expect(found).toContain(`${rule}: ${file}`);
  });

  it('lets through what the house allows', () => {
    const files = Object.keys(FINE).filter((file) => !file.endsWith('/two.ts'));
    expect(found.filter((line) => files.includes(line.split(': ')[1]!))).toEqual([]);
  });

  it('has no rule that is not proved', async () => {
    const { default: config } = (await import(resolve('.dependency-cruiser.mjs'))) as Config;
    expect(new Set(VIOLATIONS.map(([rule]) => rule))).toEqual(new Set(config.forbidden.map(({ name }) => name)));
  });

  it('finds nothing in the tree as it is', async () => {
    expect(await violations(resolve('.'))).toEqual([]);
  });
});

async function plantedTree(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stockwire-walls-'));
  for (const file of ['package.json', 'tsconfig.json']) await cp(file, join(folder, file));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  const sources = [...Object.entries(FINE), ...VIOLATIONS.map(([, file, source]) => [file, source] as const)];
  for (const [file, source] of sources) {
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await writeFile(join(folder, file), source);
  }
  return folder;
}

async function violations(cwd: string): Promise<string[]> {
  const argv = [
    '--config',
    resolve('.dependency-cruiser.mjs'),
    '--output-type',
    'json',
    '{apps,libs,tools,test,bench}/**',
  ];
  const json = await new Promise<string>((done) => {
    const cruiser = [resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), ...argv];
    execFile(process.execPath, cruiser, { cwd, maxBuffer: 1 << 26 }, (_failed, stdout) => done(stdout));
  });
  const { summary } = JSON.parse(json) as { summary: { violations: { rule: { name: string }; from: string }[] } };
  return summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
}
