import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openApi } from '../apps/gateway/src/magento/openapi.js';
import { repositoryRoot } from './servers/repository.js';

const FILE = join(repositoryRoot, 'docs/openapi-magento.json');
const TEXT = `${JSON.stringify(openApi(), null, 2)}\n`;

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
if (values.write) writeFileSync(FILE, TEXT);
else if (readFileSync(FILE, 'utf8') !== TEXT) {
  console.error('docs/openapi-magento.json is stale');
  process.exitCode = 1;
}
