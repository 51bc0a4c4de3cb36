import qs from 'qs';
import type { HttpAnswer, HttpRequest, PipeClient } from '#testing/pipe-client';

/** Magento's routes of a pipe, named as below `/rest/V1/inventory/`; slashes within codes must be escaped. */
export interface Magento {
  get(path: string, query?: object): Promise<HttpAnswer>;
  post(path: string, body: unknown, request?: HttpRequest): Promise<HttpAnswer>;
  put(path: string, body: unknown): Promise<HttpAnswer>;
  delete(path: string): Promise<HttpAnswer>;
}

/** A client of a pipe, known as its administrator. */
export function magento(pipe: PipeClient): Magento {
  const at = (path: string) => `/rest/V1/inventory/${path}`;
  return {
    get: (path, query) => pipe.http('GET', at(path) + (query ? `?${qs.stringify(query)}` : '')),
    post: (path, body, request) => pipe.http('POST', at(path), { ...request, body }),
    put: (path, body) => pipe.http('PUT', at(path), { body }),
    delete: (path) => pipe.http('DELETE', at(path)),
  };
}

/** A search for what meets all of these: field, value, condition type. */
export function criteria(...filters: [field: string, value: string, type?: string][]) {
  const groups = filters.map(([field, value, type]) => ({ filters: [{ field, value, condition_type: type }] }));
  return { searchCriteria: { filter_groups: groups } };
}

/** What Magento refuses with a 400: headline, and one error per problem with its parameters. */
export function refused(message: string, ...errors: [message: string, parameters?: object][]) {
  const listed = errors.map(([template, parameters = []]) => ({ message: template, parameters }));
  return { status: 400, body: listed.length > 0 ? { message, errors: listed } : { message } };
}

/** A valid source. */
export function source(code: string, more: object = {}) {
  return {
    source: { source_code: code, name: `Source ${code}`, country_id: 'DE', postcode: '10115', enabled: true, ...more },
  };
}
