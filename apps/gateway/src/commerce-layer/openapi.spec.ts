import { openApi } from './openapi.js';
import { SERVED } from './resources.js';

interface Described {
  paths: Record<string, Record<string, { operationId: string }>>;
  components: Record<string, Record<string, unknown>>;
}

const described = openApi() as unknown as Described;

test('every resource is described with its paths, and with those that write it if there are any', () => {
  for (const { type, body, relationships } of SERVED) {
    const methods = Object.keys(described.paths[`/${type}/{id}`]!);
    expect(methods).toEqual(['parameters', 'get', ...(body ? ['patch', 'delete'] : [])]);
    for (const name of Object.keys(relationships)) expect(described.paths).toHaveProperty([`/${type}/{id}/${name}`]);
  }
});

test('every reference leads somewhere, and every operation has a name of its own', () => {
  const text = JSON.stringify(described);
  for (const [, kind, name] of text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g))
    expect(described.components[kind!]).toHaveProperty([name!]);
  const names = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
});
