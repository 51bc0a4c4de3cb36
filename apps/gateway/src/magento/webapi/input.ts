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

/** What is given for parameters, by their names in camelCase. */
export interface Given {
  values: Map<string, unknown>;
  limits?: InputLimits;
}

/**
 * What a request gives for parameters: what its body does, over it the query, over both the path; their names in camelCase or snake_case,
 * of two spellings in one place the first. Throws 400. MSI contract A4.
 */
export function givenBy(request: FastifyRequest & { limits?: InputLimits }): Given {
  const body = request.method === 'POST' || request.method === 'PUT' ? readBody(request) : {};
  const values = new Map<string, unknown>();
  for (const place of [body, request.query as object, request.params as object]) {
    const given = Object.entries(place) as [string, unknown][];
    if (given.length > 0) for (const [name, value] of spelledAsOurs(given)) values.set(name, value);
  }
  return { values, limits: request.limits };
}

/** What an element of a bulk request gives, which names parameters of the path like others. MSI contract A8. */
export function givenByElement(element: object, limits?: InputLimits): Given {
  return { values: spelledAsOurs(Object.entries(element)), limits };
}

/** Parameters of a service out of a request; unknown ones are ignored, null counts as not given. Throws 400. MSI contract A4. */
export function readInput<P extends Parameters>(request: FastifyRequest, parameters: P): Input<P> {
  return readGiven(givenBy(request), parameters);
}

/** Parameters of a service out of what is given for them. Throws 400. */
export function readGiven<P extends Parameters>({ values, limits }: Given, parameters: P): Input<P> {
  const missing: string[] = [];
  const read = Object.entries(parameters).map(([name, type]) => {
    const value = values.get(name) ?? ('absent' in type ? type.absent : null);
    if (value !== null) return [name, type.read(value, limits)];
    if (!('optional' in type)) missing.push(name);
    return [name, undefined];
  });
  if (missing.length > 0) throw requiredFields(missing);
  return Object.fromEntries(read) as Input<P>;
}

/** As it was given, but that the value of the parameter `field`, if any, is that field of the object `parameter`, whatever it says itself. */
export function withFieldOf({ values, limits }: Given, parameter: string, field: string): Given {
  const [object, value] = [values.get(parameter), values.get(field) ?? null];
  if (typeof object !== 'object' || object === null || value === null) return { values, limits };
  return { values: new Map([...values, [parameter, overriding(object, field, value)]]), limits };
}

function spelledAsOurs(values: [string, unknown][]): Map<string, unknown> {
  const spelled = new Map<string, unknown>();
  for (const [key, value] of values) {
    const name = camelCase(key);
    if ((spelled.get(name) ?? null) === null) spelled.set(name, value);
  }
  return spelled;
}

function overriding(object: object, field: string, value: unknown): object {
  const others = Object.entries(object).filter(([key]) => camelCase(key) !== field);
  return { ...Object.fromEntries(others), [field]: value };
}
