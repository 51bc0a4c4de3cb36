import type { FastifyRequest } from 'fastify';
import { readBody } from './body.js';
import { requiredFields } from './errors.js';
import type { InputLimits } from './input-limits.js';
import { camelCase } from './spelling.js';
import type { Type, ValueOf } from './types.js';

/** A parameter that may be left out. */
export interface Optional<T> extends Type<T> {
  optional: true;
}

/** A parameter that is read as if `absent` had been sent when it is left out. */
export interface Defaulting<T> extends Type<T> {
  absent: unknown;
}

/** Parameters of a service by name, in camelCase. */
export type Parameters = Record<string, Type<unknown>>;

/** What parameters of such types read. */
export type Input<P extends Parameters> = {
  [K in keyof P]: P[K] extends Optional<infer T> ? T | undefined : ValueOf<P[K]>;
};

/** Lets a parameter be left out. */
export function optional<T>(type: Type<T>): Optional<T> {
  return { ...type, optional: true };
}

/** Gives a parameter a value for when it is left out. */
export function defaulting<T>(type: Type<T>, absent: unknown): Defaulting<T> {
  return { ...type, absent };
}

/**
 * Parameters of a service out of a request: those of the body, over them those of the query, over them those of the path; their names in
 * camelCase or snake_case, of two spellings in one place the first, unknown ones ignored. Null counts as not given. Throws 400.
 * MSI contract A4.
 */
export function readInput<P extends Parameters>(request: FastifyRequest, parameters: P): Input<P> {
  return readParameters(request, givenBy(request), parameters);
}

/** As {@link readInput} for an update: the last value of the path replaces that field of the object `parameter`, or joins it. */
export function readUpdate<P extends Parameters>(
  request: FastifyRequest,
  parameter: keyof P & string,
  parameters: P,
): Input<P> {
  const given = givenBy(request);
  const [[field, value]] = Object.entries(request.params as Record<string, string>).slice(-1) as [[string, string]];
  const body = given.get(parameter);
  if (typeof body === 'object' && body !== null) given.set(parameter, overriding(body, field, value));
  return readParameters(request, given, parameters);
}

function givenBy(request: FastifyRequest): Map<string, unknown> {
  const body = request.method === 'POST' || request.method === 'PUT' ? readBody(request) : {};
  const given = new Map<string, unknown>();
  for (const place of [body, request.query as object, request.params as object]) {
    const values = Object.entries(place) as [string, unknown][];
    if (values.length > 0) for (const [name, value] of spelledAsOurs(values)) given.set(name, value);
  }
  return given;
}

function spelledAsOurs(values: [string, unknown][]): Map<string, unknown> {
  const spelled = new Map<string, unknown>();
  for (const [key, value] of values) {
    const name = camelCase(key);
    if ((spelled.get(name) ?? null) === null) spelled.set(name, value);
  }
  return spelled;
}

function overriding(body: object, field: string, value: string): object {
  const others = Object.entries(body).filter(([key]) => camelCase(key) !== field);
  return { ...Object.fromEntries(others), [field]: value };
}

function readParameters<P extends Parameters>(
  request: FastifyRequest & { limits?: InputLimits },
  given: Map<string, unknown>,
  parameters: P,
): Input<P> {
  const missing: string[] = [];
  const read = Object.entries(parameters).map(([name, type]) => {
    const value = given.get(name) ?? ('absent' in type ? type.absent : null);
    if (value !== null) return [name, type.read(value, request.limits)];
    if (!('optional' in type)) missing.push(name);
    return [name, undefined];
  });
  if (missing.length > 0) throw requiredFields(missing);
  return Object.fromEntries(read) as Input<P>;
}
