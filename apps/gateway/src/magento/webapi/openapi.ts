import { optional } from './input.js';
import { snakeCase, upperCamelCase } from './spelling.js';
import type { RouteDescription } from './rest.js';
import type { ShownType } from './shown.js';
import type { ListType, ObjectType, Type } from './types.js';

type Schema = Record<string, unknown>;

/** OpenAPI 3.1 of routes, made of what they take and answer. */
export function openApiOf(routes: RouteDescription[]): Schema {
  const schemas = new Schemas();
  const paths: Record<string, Schema> = {};
  for (const route of routes) {
    const path = `/${route.path.replace(/:(\w+)/g, '{$1}')}`;
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route, schemas);
  }
  const accepting = routes.find(({ accepts }) => accepts)?.answers;
  const accepted = accepting && { Accepted: { description: ACCEPTED, content: json(schemas.of(accepting, 'shown')) } };
  return {
    openapi: '3.1.0',
    info: INFO,
    servers: [
      { url: '/rest/{store}', variables: { store: { default: 'all', description: 'The code of a store view.' } } },
    ],
    paths,
    components: {
      schemas: { ...schemas.named, Error: ERROR },
      parameters: COMMON_PARAMETERS,
      responses: {
        Error: { description: 'What is wrong.', content: json({ $ref: '#/components/schemas/Error' }) },
        ...accepted,
      },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function operation(route: RouteDescription, schemas: Schemas): Schema {
  const { method, path, resource, summary, takes = {}, answers, accepts } = route;
  const changes = method !== 'GET' && !route.readsOnly;
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  const hasBody = method === 'POST' || method === 'PUT' || accepts === 'many';
  const others = Object.entries(takes).filter(([name]) => !inPath.includes(name));
  const parameters = [
    ...inPath.map((name) => ({ name, in: 'path', required: true, schema: takes[name]?.schema ?? { type: 'string' } })),
    ...(hasBody ? [] : others.flatMap(([name, type]) => queryParameters(name, type, isRequired(type)))),
    ...(changes ? ['idempotencyKey', ...(accepts ? [] : ['prefer'])].map(commonParameter) : []),
    commonParameter('fields'),
  ];
  const error = { $ref: '#/components/responses/Error' };
  return {
    operationId: upperCamelCase(`${method.toLowerCase()}_${path.replace(/[^A-Za-z0-9]+/g, '_')}`),
    tags: [tagOf(path)],
    summary,
    ...(resource && { description: `ACL resource: \`${resource}\`.`, security: [{ token: [] }] }),
    parameters,
    ...(accepts === 'many'
      ? { requestBody: listOfBodies(route, schemas) }
      : hasBody && others.length > 0 && { requestBody: requestBody(others, schemas) }),
    responses: {
      ...(accepts ? { 202: { $ref: '#/components/responses/Accepted' } } : { 200: done(answers, schemas) }),
      ...(changes && !accepts && { 202: { description: 'Accepted; `Location` tells where its outcome will be.' } }),
      400: error,
      ...(resource && { 401: error }),
      default: error,
    },
  };
}

function done(answers: Type<unknown> | undefined, schemas: Schemas): Schema {
  return {
    description: 'Done.',
    content: json(answers ? schemas.of(answers, 'shown') : { type: 'array', maxItems: 0 }),
  };
}

function tagOf(path: string): string {
  const [, form, route] = /^(async\/(?:bulk\/)?)?V1\/(.*)$/.exec(path) ?? [undefined, '', path];
  return form ? form.slice(0, -1) : route.split('/').slice(0, 2).join('/').replace(/\/:.*/, '');
}

function requestBody(parameters: [string, Type<unknown>][], schemas: Schemas): Schema {
  const schema = schemas.ofParameters(parameters);
  return { required: schema.required.length > 0, content: json(schema) };
}

/** Parameters of the path of a route stand in each body, where those need them that have nothing else. */
function listOfBodies({ write, takes = {} }: RouteDescription, schemas: Schemas): Schema {
  const own = write?.takes ?? takes;
  const inPath = Object.entries(takes).filter(([name]) => !(name in own));
  const items = schemas.ofParameters([
    ...inPath.map(([name, type]): [string, Type<unknown>] => [name, optional(type)]),
    ...Object.entries(own),
  ]);
  return { required: true, content: json({ type: 'array', items }) };
}

/** In bracket notation, as Magento's own schema lists them: the first element of a list stands for all, an empty text for an empty object. */
function queryParameters(name: string, type: Type<unknown>, required = false): Schema[] {
  if (isList(type)) return queryParameters(`${name}[0]`, type.item, required);
  if (!isObject(type)) return [{ name, in: 'query', required, schema: type.schema ?? {} }];
  const whole = { name, in: 'query', required, allowEmptyValue: true, schema: { type: 'string', maxLength: 0 } };
  const fields = Object.entries(type.fields).flatMap(([field, own]) => queryParameters(`${name}[${field}]`, own));
  return required ? [whole, ...fields] : fields;
}

/** Schemas of types; those of objects are collected by name. */
class Schemas {
  readonly named: Record<string, Schema> = {};

  /** The schema of a type as a client sends it, where null may stand for nothing, or as it is answered. */
  of(type: Type<unknown>, side: 'taken' | 'shown'): Schema {
    if (isList(type)) return { type: 'array', items: this.of(type.item, side) };
    if (!isObject(type)) return { ...type.schema };
    const name = `${type.name
      .split('\\')
      .at(-1)!
      .replace(/Interface$/, '')}${side === 'taken' ? 'Input' : ''}`;
    const schema = this.ofObject(type, side);
    if (this.named[name] && JSON.stringify(this.named[name]) !== JSON.stringify(schema))
      throw new Error(`Two types are called ${name}.`);
    this.named[name] = schema;
    return { $ref: `#/components/schemas/${name}` };
  }

  /** The schema of a body that holds these parameters. */
  ofParameters(parameters: [string, Type<unknown>][]): Schema & { required: string[] } {
    const properties = parameters.map(([name, type]) => [name, this.of(type, 'taken')]);
    const required = parameters.filter(([, type]) => isRequired(type)).map(([name]) => name);
    return { type: 'object', properties: Object.fromEntries(properties) as Schema, required };
  }

  private ofObject(
    type: ObjectType<Record<string, Type<unknown>>> & Partial<ShownType>,
    side: 'taken' | 'shown',
  ): Schema {
    const properties = Object.entries(type.fields).map(([field, own]) => {
      const schema = this.of(own, side);
      return [snakeCase(field), side === 'taken' ? orNull(schema) : schema];
    });
    return {
      type: 'object',
      properties: Object.fromEntries(properties) as Schema,
      ...(side === 'shown' && type.required && { required: type.required.map(snakeCase) }),
      additionalProperties: false,
    };
  }
}

function orNull(schema: Schema): Schema {
  return typeof schema.type === 'string'
    ? { ...schema, type: [schema.type, 'null'] }
    : { anyOf: [schema, { type: 'null' }] };
}

function isObject(type: Type<unknown>): type is ObjectType<Record<string, Type<unknown>>> {
  return 'fields' in type;
}

function isList(type: Type<unknown>): type is ListType<unknown> {
  return 'item' in type;
}

function isRequired(type: Type<unknown>): boolean {
  return !('optional' in type || 'absent' in type);
}

function json(schema: Schema): Schema {
  return { 'application/json': { schema } };
}

function commonParameter(name: string): Schema {
  return { $ref: `#/components/parameters/${name}` };
}

const INFO = {
  title: 'Stockwire: the Magento inventory API',
  version: '1',
  license: { name: 'MIT', identifier: 'MIT' },
  description:
    'Multi-source inventory as Magento 2.4 serves it, with a few routes of its own. Properties are accepted in snake_case and camelCase; numbers and ' +
    'truth values also as text. What the query names is taken instead of what the body says. Messages of errors are templates, to be filled in from ' +
    '`parameters`. Each write has two more forms: below `/async` it is accepted without being waited for; below `/async/bulk` so is a list of bodies, ' +
    'in which parameters of the path stand beside the others.',
};

const ACCEPTED = 'Accepted; `/V1/bulk/{bulkUuid}/status` tells what becomes of it.';

const COMMON_PARAMETERS = {
  fields: {
    ...{ name: 'fields', in: 'query', schema: { type: 'string' } },
    description: 'Which fields of the answer to keep, as `items[sku,quantity],total_count`.',
  },
  idempotencyKey: {
    ...{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string' } },
    description:
      'The same key with the same request is the same write, done once; with another request it is refused with 422.',
  },
  prefer: {
    ...{ name: 'Prefer', in: 'header', schema: { type: 'string' } },
    description: '`respond-async` does not wait for the outcome.',
  },
};

const PARAMETERS = {
  oneOf: [
    { type: 'object', additionalProperties: { type: ['string', 'number'] } },
    { type: 'array', items: { type: ['string', 'number'] } },
  ],
};

const ERROR = {
  type: 'object',
  properties: {
    message: { type: 'string', description: 'A template: `%name` and `%1` stand for `parameters`.' },
    parameters: PARAMETERS,
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { message: { type: 'string' }, parameters: PARAMETERS },
        required: ['message', 'parameters'],
        additionalProperties: false,
      },
    },
  },
  required: ['message'],
  additionalProperties: false,
};
