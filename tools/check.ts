import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { repositoryRoot } from './servers/repository.js';

/** What must hold of a change, in this order; paths are of the repository, scripts run under this very Node. */
const CHECKS: Check[] = [
  { name: 'format', run: ['node_modules/prettier/bin/prettier.cjs', '--check', '.'], cure: 'npx prettier --write .' },
  { name: 'types', run: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  { name: 'lint', run: ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.'], cure: 'npx eslint --fix .' },
  {
    name: 'boundaries',
    run: [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.mjs',
      '{apps,libs,tools,test,bench}/**',
    ],
    cure: 'the walls and their reasons are in .dependency-cruiser.mjs',
  },
  { name: 'unused', run: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  { name: 'JSON Schemas', run: ['dist/tools/schemas.js'], cure: 'node dist/tools/schemas.js --write' },
  { name: 'OpenAPI', run: ['dist/tools/openapi.js'], cure: 'node dist/tools/openapi.js --write' },
  { name: 'AsyncAPI', run: ['dist/tools/asyncapi.js'] },
];

interface Check {
  name: string;
  run: string[];
  /** What to do when it fails, if the failure does not say. */
  cure?: string;
}

interface Failure {
  check: Check;
  output: string;
}

const failures: Failure[] = [];
for (const check of CHECKS) {
  const startedAt = performance.now();
  const { ok, output } = await outcomeOf(check);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${ok ? '✓' : '✗'} ${check.name.padEnd(14)}${seconds.padStart(6)} s`);
  if (!ok) failures.push({ check, output });
}
for (const failure of failures) console.log(told(failure));
console.log(failures.length === 0 ? '\nAll is well.' : `\n${failures.length} of ${CHECKS.length} checks failed.`);
process.exitCode = failures.length === 0 ? 0 : 1;

async function outcomeOf({ run }: Check): Promise<{ ok: boolean; output: string }> {
  const env = { ...process.env, FORCE_COLOR: '0' };
  const child = spawn(process.execPath, run, { cwd: repositoryRoot, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { ok: code === 0, output: `${stdout}${stderr}`.trim() };
}

function told({ check, output }: Failure): string {
  const cure = check.cure ? `\n→ ${check.cure}` : '';
  return `\n── ${check.name} ──\n${output}${cure}`;
}
