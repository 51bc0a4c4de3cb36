import 'reflect-metadata';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openApi as ofCommerceLayer } from '../apps/gateway/src/commerce-layer/openapi.js';
import { openApi as ofMagento } from '../apps/gateway/src/magento/openapi.js';
import { repositoryRoot } from './servers/repository.js';

const DOCUMENTS = { 'docs/openapi-magento.json': ofMagento(), 'docs/openapi-commerce-layer.json': ofCommerceLayer() };

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
for (const [name, document] of Object.entries(DOCUMENTS)) {
  const file = join(repositoryRoot, name);
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (values.write) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`${name} is stale`);
    process.exitCode = 1;
  }
}
