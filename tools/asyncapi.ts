import { Parser, fromFile } from '@asyncapi/parser';
import { join } from 'node:path';
import { repositoryRoot } from './servers/repository.js';

const HINT = 2;

const { document, diagnostics } = await fromFile(new Parser(), join(repositoryRoot, 'docs/asyncapi.yaml')).parse();
const faults = diagnostics.filter(({ severity }) => Number(severity) < HINT);
for (const { path, message } of faults) console.error(`docs/asyncapi.yaml ${path.join('.')}: ${message}`);
if (!document || faults.length > 0) process.exitCode = 1;
