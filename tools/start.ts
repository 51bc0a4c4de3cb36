import { join } from 'node:path';
import { repositoryRoot } from './servers/repository.js';
import { startAndPrint } from './start-and-print.js';

const built = (...path: string[]) => join(repositoryRoot, 'dist', 'apps', ...path, 'src', 'main.js');

await startAndPrint(process.env, {
  migrate: [built('cli'), 'migrate'],
  worker: built('worker'),
  gateway: built('gateway'),
});
