import type { FastifyRequest } from 'fastify';
import { readBody } from './body.js';
import { requiredFields } from './errors.js';
import { camelCase, snakeCase } from './spelling.js';
import type { Type, ValueOf } from './types.js';

/** A parameter that may be left out. */
export interface Optional<T> extends Type<T> {
  optional: true;
}

/** Lets a parameter be left out. */
export function optional<T>(type: Type<T>): Optional<T> {
  return { ...type, optional: true };
}

/** What parameters of such types read. */
export type Input<P extends Record<string, Type<unknown>>> = {
  [K in keyof P]: P[K] extends Optional<infer T> ? T | undefined : ValueOf<P[K]>;
};

/**
 * Parameters of a service out of a request: those of the body, over them those of the query, over them those of the path; their names in
 * camelCase or snake_case, unknown ones ignored. Null counts as not given. Throws 400. MSI contract A4.
 */
export function readInput<P extends Record<string, Type<unknown>>>(request: FastifyRequest, parameters: P): Input<P> {
  return readParameters(givenBy(request), parameters);
}

/** As {@link readInput} for an update: the last value of the path replaces that field of the object `parameter`, or joins it. */
export function readUpdate<P extends Record<string, Type<unknown>>>(
  request: FastifyRequest,
  parameter: keyof P & string,
  parameters: P,
): Input<P> {
  const { [parameter]: named, [snakeCase(parameter)]: other, ...given } = givenBy(request);
  const [[field, value]] = Object.entries(request.params as Record<string, string>).slice(-1) as [[string, string]];
  const body = named ?? other;
  const updated = typeof body === 'object' && body !== null ? overriding(body, field, value) : body;
  return readParameters({ ...given, [parameter]: updated }, parameters);
}

function givenBy(request: FastifyRequest): Record<string, unknown> {
  const body = request.method === 'POST' || request.method === 'PUT' ? readBody(request) : {};
  return { ...body, ...(request.query as object), ...(request.params as object) };
}

function overriding(body: object, field: string, value: string): object {
  const others = Object.entries(body).filter(([key]) => camelCase(key) !== field);
  return { ...Object.fromEntries(others), [field]: value };
}

function readParameters<P extends Record<string, Type<unknown>>>(
  given: Record<string, unknown>,
  parameters: P,
): Input<P> {
  const missing: string[] = [];
  const read = Object.entries<Type<unknown>>(parameters).map(([name, type]) => {
    const value = given[name] ?? given[snakeCase(name)];
    if (value !== undefined && value !== null) return [name, type.read(value)];
    if (!('optional' in type)) missing.push(name);
    return [name, undefined];
  });
  if (missing.length > 0) throw requiredFields(missing);
  return Object.fromEntries(read) as Input<P>;
}
