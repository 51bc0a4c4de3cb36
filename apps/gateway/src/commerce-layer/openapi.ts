import { MEDIA_TYPE } from './document.js';
import type { Kind, Relation, Resource } from './resource.js';
import { SERVED } from './resources.js';

type Schema = Record<string, unknown>;

/** OpenAPI 3.1 of this dialect, made of its resources. */
export function openApi(): Schema {
  return {
    openapi: '3.1.0',
    info: INFO,
    servers: [{ url: '/api' }],
    security: [{ token: [] }],
    paths: Object.assign({}, ...SERVED.map(pathsOf)) as Schema,
    components: {
      schemas: { ...(Object.assign({}, ...SERVED.map(schemasOf)) as Schema), ...COMMON_SCHEMAS },
      parameters: PARAMETERS,
      responses: { Errors: { description: 'What is wrong.', content: content(reference('schemas', 'Errors')) } },
      securitySchemes: {
        token: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes: {} } } },
      },
    },
  };
}

function pathsOf(resource: Resource): Schema {
  const { type, body, relationships } = resource;
  const nested = Object.keys(relationships).map((name) => [`/${type}/{id}/${name}`, pathOfRelated(resource, name)]);
  return {
    [`/${type}`]: {
      get: reading(resource, `List ${type}`, listOf(type), LISTING),
      ...(body && { post: writing(resource, `Create one of ${type}`, 201) }),
    },
    [`/${type}/{id}`]: {
      parameters: [parameter('id')],
      get: reading(resource, `Retrieve one of ${type}`, oneOf(type), SHAPING),
      ...(body && {
        patch: writing(resource, `Update one of ${type}`, 200),
        delete: { ...operation(resource, `Delete one of ${type}`), responses: answers(204, undefined) },
      }),
    },
    ...(Object.fromEntries(nested) as Schema),
  };
}

function pathOfRelated(resource: Resource, name: string): Schema {
  const { to, many } = resource.relationships[name]!;
  const known = SERVED.some(({ type }) => type === to);
  const answer = known ? (many ? listOf(to) : oneOf(to)) : { type: 'object' };
  const summary = `Read the ${name} of one of ${resource.type}`;
  return { parameters: [parameter('id')], get: reading(resource, summary, answer, many ? LISTING : SHAPING) };
}

function reading(resource: Resource, summary: string, answer: Schema, parameters: string[]): Schema {
  return {
    ...operation(resource, summary),
    parameters: parameters.map(parameter),
    responses: answers(200, answer),
  };
}

function writing(resource: Resource, summary: string, status: number): Schema {
  const data = reference('schemas', `${resource.type}_${status === 201 ? 'create' : 'update'}`);
  return {
    ...operation(resource, summary),
    parameters: [...SHAPING, 'idempotencyKey'].map(parameter),
    requestBody: { required: true, content: content(object({ data }, ['data'])) },
    responses: answers(status, oneOf(resource.type)),
  };
}

function operation({ type }: Resource, summary: string): Schema {
  return { operationId: summary.toLowerCase().replaceAll(' ', '_'), tags: [type], summary };
}

function answers(status: number, answer: Schema | undefined): Schema {
  return {
    [status]: { description: 'Done.', ...(answer && { content: content(answer) }) },
    default: reference('responses', 'Errors'),
  };
}

function schemasOf(resource: Resource): Schema {
  const { type, attributes, relationships, body } = resource;
  const shown = Object.entries(attributes).map(([name, { kind }]) => [name, orNull(KINDS[kind])]);
  const led = Object.keys(relationships).map((name) => [name, reference('schemas', 'Relationship')]);
  const members = {
    ...{ id: { type: 'string' }, type: { const: type }, links: { type: 'object' } },
    attributes: object(Object.fromEntries(shown) as Schema),
    relationships: object(Object.fromEntries(led) as Schema),
    meta: reference('schemas', 'Meta'),
  };
  return {
    [type]: object(members, ['id', 'type', 'links', 'attributes', 'relationships', 'meta']),
    ...(body && { [`${type}_create`]: given(resource, true), [`${type}_update`]: given(resource, false) }),
  };
}

function given({ type, attributes, relationships, body }: Resource, isNew: boolean): Schema {
  const writable = Object.entries((!isNew && body!.changes) || body!.attributes);
  const linkable = Object.entries(body!.relationships);
  const values = writable.map(([name, { unkept }]) => {
    return [name, orNull(KINDS[attributes[name]?.kind ?? (unkept ? 'text' : 'boolean')])];
  });
  const links = linkable.map(([name]) => [name, linkTo(relationships[name]!)]);
  const byCode = Object.values(body!.codes ?? {}).map(({ relationship }) => relationship);
  const needed = (members: [string, { required?: true }][]) =>
    members.flatMap(([name, { required }]) => (isNew && required && !byCode.includes(name) ? [name] : []));
  return object(
    {
      type: { const: type },
      ...(isNew ? {} : { id: { type: 'string' } }),
      attributes: object(Object.fromEntries(values) as Schema, needed(writable)),
      relationships: object(Object.fromEntries(links) as Schema, needed(linkable)),
    },
    ['type'],
  );
}

function linkTo({ to, many }: Relation): Schema {
  const identifier = object({ type: { const: to }, id: { type: 'string' } }, ['type', 'id']);
  const data = many ? { type: 'array', items: identifier } : identifier;
  return object({ data: { anyOf: [data, { type: 'null' }] } }, ['data']);
}

function oneOf(type: string): Schema {
  return object({ data: { anyOf: [reference('schemas', type), { type: 'null' }] }, included: INCLUDED }, ['data']);
}

function listOf(type: string): Schema {
  const data = { type: 'array', items: reference('schemas', type) };
  const [meta, links] = [reference('schemas', 'ListMeta'), { type: 'object' }];
  return object({ data, included: INCLUDED, meta, links }, ['data', 'meta', 'links']);
}

function object(properties: Schema, required: string[] = []): Schema {
  return { type: 'object', properties, ...(required.length > 0 && { required }) };
}

function orNull(schema: Schema): Schema {
  return { ...schema, type: [schema.type, 'null'].flat() };
}

function content(schema: Schema): Schema {
  return { [MEDIA_TYPE]: { schema } };
}

function parameter(name: string): Schema {
  return reference('parameters', name);
}

function reference(kind: string, name: string): Schema {
  return { $ref: `#/components/${kind}/${name}` };
}

const INCLUDED = { type: 'array', items: { type: 'object' } };

const KINDS: Record<Kind, Schema> = {
  text: { type: 'string' },
  id: { type: 'string' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  time: { type: 'string', format: 'date-time' },
  json: { type: 'object' },
  list: { type: ['array', 'string'], items: {} },
};

const SHAPING = ['include', 'fields'];
const LISTING = [...SHAPING, 'filter', 'sort', 'page'];

const PARAMETERS = {
  id: { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
  include: {
    ...{ name: 'include', in: 'query', schema: { type: 'string' } },
    description: 'Relationships to bring along, as `stock_location.address,inventory_model`.',
  },
  fields: {
    ...{ name: 'fields', in: 'query', style: 'deepObject', schema: { type: 'object' } },
    description: 'Members to show of a type: `fields[stock_locations]=name,code`.',
  },
  filter: {
    ...{ name: 'filter', in: 'query', style: 'deepObject', schema: { type: 'object' } },
    description:
      'Conditions by attribute and predicate, also of related records: `filter[q][stock_location_name_cont]=x`.',
  },
  sort: {
    ...{ name: 'sort', in: 'query', schema: { type: 'string' } },
    description: 'Attributes, the descending ones with a minus: `-updated_at,name`.',
  },
  page: {
    ...{ name: 'page', in: 'query', style: 'deepObject', schema: { type: 'object' } },
    description:
      '`page[number]` from 1, `page[size]` up to 25; up to 1,000 with the header `Prefer: max-page-size=1000`.',
  },
  idempotencyKey: {
    ...{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string' } },
    description:
      'The same key with the same request is the same write, done once; with another request it is refused with 422.',
  },
};

const COMMON_SCHEMAS = {
  Relationship: object({ links: { type: 'object' }, data: {} }, ['links']),
  Meta: object({
    ...{ mode: { enum: ['test', 'live'] }, organization_id: { type: 'string' }, trace_id: { type: 'string' } },
  }),
  ListMeta: object({ record_count: { type: 'integer' }, page_count: { type: 'integer' } }),
  Errors: object(
    {
      errors: {
        type: 'array',
        items: object(
          {
            ...{ title: { type: 'string' }, detail: { type: 'string' }, code: { type: 'string' } },
            ...{ status: { type: 'string' }, source: { type: 'object' }, meta: { type: 'object' } },
          },
          ['title', 'detail', 'code', 'status'],
        ),
      },
    },
    ['errors'],
  ),
};

const INFO = {
  title: 'Stockwire: the Commerce Layer inventory API',
  version: '1',
  license: { name: 'MIT', identifier: 'MIT' },
  description:
    'Multi-source inventory as JSON:API, as Commerce Layer serves it. Numbers and truth values are also taken as text. All that is wrong with a request is ' +
    'told at once.',
};
