import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { reliabilityPage, type FaultRun, type Seen, type Spec } from './faults/reliability-page.js';

const PAGE = 'docs/reliability.md';

/** Runs test/faults on real servers; the full run writes docs/reliability.md. The last line is `N passed, N failed`. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean' }, seed: { type: 'string' }, only: { type: 'string' } },
  });
  const seed = values.seed ?? String(Math.floor(Math.random() * 1e9));
  if (!/^\d+(\/[\d:]+)?$/.test(seed)) throw new Error('--seed must be a number, as a run has printed it.');
  const scratch = mkdtempSync(join(tmpdir(), 'stockwire-report-'));
  const [results, notes] = [join(scratch, 'jest.json'), join(scratch, 'notes.jsonl')];
  const begun = Date.now();
  process.stdout.write(`Faults, ${values.quick ? 'quick' : 'full'}, seed ${seed}\n`);
  const code = await jest([`test/faults/${values.only ?? ''}`, '--maxWorkers=2', '--json', `--outputFile=${results}`], {
    FAULTS: values.quick ? 'quick' : 'full',
    FAULTS_SEED: seed,
    FAULTS_REPORT: notes,
  });
  const { passed, failed, specs } = readResults(results, code);
  const run: FaultRun = {
    seed,
    minutes: (Date.now() - begun) / 60_000,
    specs,
    seen: readNotes(notes),
    ...surroundings(),
  };
  rmSync(scratch, { recursive: true });
  for (const { promise, run: what, seen } of run.seen) process.stdout.write(`${promise}: ${what}: ${seen}\n`);
  if (!values.quick && !values.only && failed === 0) writeFileSync(PAGE, reliabilityPage(run));
  process.stdout.write(`Replay it with: npm run faults -- ${values.quick ? '--quick ' : ''}--seed ${seed}\n`);
  process.stdout.write(`It took ${((Date.now() - begun) / 1_000).toFixed(0)} s.\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed > 0 ? 1 : 0;
}

function jest(words: string[], environment: Record<string, string>): Promise<number | null> {
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...flags, 'node_modules/jest/bin/jest.js', ...words], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

/** What jest counted; a run that ends badly without a failed test counts as one. */
function readResults(file: string, code: number | null): { passed: number; failed: number; specs: Spec[] } {
  if (!existsSync(file)) return { passed: 0, failed: 1, specs: [] };
  const results = JSON.parse(readFileSync(file, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numRuntimeErrorTestSuites: number;
    testResults: { name: string; assertionResults: { title: string; status: string }[] }[];
  };
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return {
    passed: results.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    specs: results.testResults.map(({ name, assertionResults }) => ({
      file: relative(process.cwd(), name),
      tests: assertionResults.map(({ title, status }) => ({ title, status })),
    })),
  };
}

function readNotes(file: string): Seen[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Seen);
}

function surroundings(): Pick<FaultRun, 'commit' | 'date' | 'machine'> {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const memory = Math.round(totalmem() / 2 ** 30);
  return {
    commit,
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} cores, ${memory} GiB, Node ${process.versions.node}, everything on one machine`,
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
