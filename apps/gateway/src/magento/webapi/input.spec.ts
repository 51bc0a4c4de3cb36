import type { FastifyRequest } from 'fastify';
import {
  defaulting,
  givenBy,
  givenByElement,
  optional,
  readGiven,
  readInput,
  withFieldOf,
  type Given,
} from './input.js';
import { int, list, object, text } from './types.js';

const SOURCE = object('SourceInterface', { sourceCode: text, name: text });
const request = (given: { method?: string; body?: unknown; query?: object; params?: object }) =>
  ({
    ...{ method: 'POST', query: {}, params: {}, headers: { 'content-type': 'application/json' }, ...given },
    body: given.body === undefined ? undefined : JSON.stringify(given.body),
  }) as FastifyRequest;

describe('parameters', () => {
  it('come from the body, under either name', () => {
    const parameters = { sourceItems: list(text) };
    expect(readInput(request({ body: { sourceItems: ['a'] } }), parameters)).toEqual({ sourceItems: ['a'] });
    expect(readInput(request({ body: { source_items: ['a'] } }), parameters)).toEqual({ sourceItems: ['a'] });
  });

  it('of the query win over those of the body, those of the path over both', () => {
    const given = {
      body: { a: 'body', b: 'body', c: 'body' },
      query: { b: 'query', c: 'query' },
      params: { c: 'path' },
    };
    expect(readInput(request(given), { a: text, b: text, c: text })).toEqual({ a: 'body', b: 'query', c: 'path' });
  });

  it('are the first of two spellings, but what the query says wins in any', () => {
    const body = { source_items: ['a'], sourceItems: ['b'] };
    expect(readInput(request({ body }), { sourceItems: list(text) })).toEqual({ sourceItems: ['a'] });
    const query = { sourceItems: ['c'] };
    expect(readInput(request({ body, query }), { sourceItems: list(text) })).toEqual({ sourceItems: ['c'] });
  });

  it('of a read do not come from its body', () => {
    const read = () => readInput(request({ method: 'GET', body: { a: '1' } }), { a: int });
    expect(read).toThrow(expect.objectContaining({ status: 400, parameters: { fieldName: 'a' } }));
  });

  it('that are missing or null are told, one or all', () => {
    const message = '"%fieldName" is required. Enter and try again.';
    expect(() => readInput(request({ body: { a: null } }), { a: text })).toThrow(
      expect.objectContaining({ status: 400, message, parameters: { fieldName: 'a' } }),
    );
    expect(() => readInput(request({ body: {} }), { firstName: text, last: text, other: optional(text) })).toThrow(
      expect.objectContaining({
        message: 'One or more input exceptions have occurred.',
        errors: ['firstName', 'last'].map((fieldName) => ({ message, parameters: { fieldName } })),
      }),
    );
  });

  it('that are optional may be left out', () => {
    expect(readInput(request({}), { a: optional(int) })).toEqual({ a: undefined });
  });
});

it('parameters that are left out may have a value all the same', () => {
  expect(readInput(request({}), { a: defaulting(int, '7') })).toEqual({ a: 7 });
});

describe('an update', () => {
  const updateBy = (given: Given) => readGiven(withFieldOf(given, 'source', 'sourceCode'), { source: SOURCE });
  const update = (body: object, query: object = {}) =>
    updateBy(givenBy(request({ method: 'PUT', body, query, params: { sourceCode: 'path' } })));

  it.each([{ name: 'n' }, { source_code: 'body', name: 'n' }, { sourceCode: 'body', name: 'n' }])(
    'takes the code of the path: %j',
    (source) => {
      expect(update({ source })).toEqual({ source: { sourceCode: 'path', name: 'n' } });
      expect(update({}, { source })).toEqual({ source: { sourceCode: 'path', name: 'n' } });
    },
  );

  it('by an element of a bulk request takes the code that stands beside the object, if there is one', () => {
    const source = { source_code: 'inside', name: 'n' };
    expect(updateBy(givenByElement({ source_code: 'beside', source }))).toEqual({
      source: { sourceCode: 'beside', name: 'n' },
    });
    expect(updateBy(givenByElement({ source }))).toEqual({ source: { sourceCode: 'inside', name: 'n' } });
  });

  it('needs the object', () => {
    expect(() => update({ sourceCode: 'body' })).toThrow(
      expect.objectContaining({ parameters: { fieldName: 'source' } }),
    );
  });
});
