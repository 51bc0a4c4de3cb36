import { ROUTES } from './controllers.js';
import { openApi } from './openapi.js';
import { openApiOf } from './webapi/openapi.js';
import { shown } from './webapi/shown.js';
import { bool, int, list, object, text } from './webapi/types.js';
import { optional } from './webapi/input.js';

type Operation = { parameters: { name?: string; in?: string }[]; requestBody?: object; responses: object };
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, object> } };

const THING = object('ThingInterface', {
  thingId: int,
  name: text,
  parts: list(object('PartInterface', { big: bool })),
});

const document = openApiOf([
  {
    method: 'GET',
    path: 'V1/things',
    takes: { thing: THING, skus: list(text) },
    answers: list(shown(THING, { sometimes: ['name'] })),
  },
  {
    method: 'POST',
    path: 'V1/things/:thingId',
    resource: 'Some::acl',
    takes: { thingId: int, thing: THING, check: optional(bool) },
  },
]) as Document;

test('a read lists its parameters in bracket notation', () => {
  const names = document.paths['/V1/things']!.get!.parameters.flatMap(({ name }) => name ?? []);
  expect(names).toEqual(['thing', 'thing[thingId]', 'thing[name]', 'thing[parts][0][big]', 'skus[0]']);
});

test('a write has a body of its parameters, without those of the path', () => {
  const { post } = document.paths['/V1/things/{thingId}']!;
  expect(post).toMatchObject({
    security: [{ token: [] }],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            properties: { thing: { $ref: '#/components/schemas/ThingInput' }, check: { type: 'boolean' } },
            required: ['thing'],
          },
        },
      },
    },
    responses: { 200: { content: { 'application/json': { schema: { type: 'array', maxItems: 0 } } } } },
  });
  expect(post!.parameters[0]).toMatchObject({
    name: 'thingId',
    in: 'path',
    required: true,
    schema: { type: 'integer' },
  });
});

test('what is sent may be null, what is answered is left out instead', () => {
  const { schemas } = document.components;
  expect(schemas.ThingInput).toMatchObject({
    properties: { name: { type: ['string', 'null'] } },
    additionalProperties: false,
  });
  expect(schemas.Thing).toMatchObject({ properties: { name: { type: 'string' } }, required: ['thing_id', 'parts'] });
});

test('each route of Magento has a place of its own, each write of it two more', () => {
  const { paths } = openApi() as Document;
  const operations = Object.values(paths).flatMap(
    (path) => Object.values(path) as unknown as { operationId: string }[],
  );
  const writes = ROUTES.filter(({ write }) => write).length;
  expect(operations).toHaveLength(ROUTES.length + 2 * writes);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
});
