/** One entry of `errors`: `status` is text, `meta.error` names the rule of a validation. Commerce Layer contract §2, Errors. */
export interface ErrorObject {
  title: string;
  detail: string;
  code: string;
  status: string;
  source?: { pointer: string } | { parameter: string } | { header: string };
  meta?: Record<string, unknown>;
}

/** A request that is answered with errors, the first of which gives the HTTP status. */
export class RequestRefused extends Error {
  constructor(
    readonly errors: ErrorObject[],
    readonly headers: Record<string, string> = {},
  ) {
    super(errors.map(({ detail }) => detail).join(' '));
  }
}

/** A rule that an attribute or a relationship breaks; `count` is the bound it speaks of, `value` what was given. */
export interface Violation {
  error: string;
  title: string;
  value?: unknown;
  count?: number;
}

/** Code of a malformed or unsupported request: 400, unless the catalogue says otherwise. */
export type ErrorCode = keyof typeof CATALOGUE;

const CATALOGUE = {
  PARAM_MISSING: ['400', 'Missing parameter', 'The required parameter, {name}, is missing.'],
  PARAM_NOT_ALLOWED: ['400', 'Param not allowed', '{name} is not allowed.'],
  KEY_NOT_INCLUDED_IN_URL: ['400', 'Key is not included in URL', 'The URL does not support the key {name}.'],
  INVALID_RESOURCE: ['400', 'Invalid resource', '{name} is not a valid resource here.'],
  INVALID_DATA_FORMAT: ['400', 'Invalid data format', '{name}'],
  INVALID_LINKS_OBJECT: ['400', 'Invalid links object', '{name} is not a valid resource linkage.'],
  TYPE_MISMATCH: ['400', 'Type mismatch', '{name} is not a valid type for this operation.'],
  FILTER_NOT_ALLOWED: ['400', 'Filter not allowed', '{name} is not allowed.'],
  INVALID_FILTER_VALUE: ['400', 'Invalid filter value', '{value} is not a valid value for {name}.'],
  INVALID_FILTERS_SYNTAX: ['400', 'Invalid filters syntax', '{name} is not a valid syntax for filtering.'],
  INVALID_URL: ['400', 'Invalid URL', '{name}'],
  INVALID_FIELD: ['400', 'Invalid field', '{name} is not a valid field for {value}.'],
  INVALID_FIELD_FORMAT: ['400', 'Invalid field format', 'Fields must specify a type.'],
  TOO_MANY_RELATED: [
    '400',
    'Too many related records',
    '{name} leads to more than {value} records: read them by pages.',
  ],
  INVALID_INCLUDE: ['400', 'Invalid include', '{name} is not a valid includable relationship of {value}.'],
  INVALID_SORT_CRITERIA: ['400', 'Invalid sort criteria', '{name} is not a valid sort criteria for {value}.'],
  INVALID_PAGE_OBJECT: ['400', 'Invalid page object', 'The page parameter must have the members number and size.'],
  INVALID_PAGE_VALUE: ['400', 'Invalid page value', '{value} is not a valid value for the {name} page parameter.'],
  UNAUTHORIZED: ['401', 'Unauthorized', '{name}'],
  INVALID_TOKEN: ['401', 'Invalid token', 'The access token is invalid or has expired.'],
  RECORD_NOT_FOUND: ['404', 'Record not found', 'The record identified by {name} could not be found.'],
  METHOD_NOT_ALLOWED: ['405', 'Method not allowed', '{name} is not allowed here, but {value}.'],
  NOT_ACCEPTABLE: [
    '406',
    'Not acceptable',
    "Answers are of type 'application/vnd.api+json', which '{name}' does not accept.",
  ],
  PAYLOAD_TOO_LARGE: ['413', 'Payload too large', '{name}'],
  UNSUPPORTED_MEDIA_TYPE: [
    '415',
    'Unsupported media type',
    "The body must be of type 'application/vnd.api+json', not '{name}'.",
  ],
  IDEMPOTENCY_KEY_REUSED: ['422', 'Idempotency key reused', '{name}'],
  LOCKED: ['423', 'Locked', '{name}'],
  THROTTLED: ['429', 'Throttled', '{name}'],
  INTERNAL_SERVER_ERROR: ['500', 'Internal server error', '{name}'],
  SERVICE_UNAVAILABLE: ['503', 'Service unavailable', '{name}'],
  GATEWAY_TIMEOUT: ['504', 'Gateway timeout', '{name}'],
} as const;

/** An error out of the catalogue; `source` is a pointer when it begins with a slash, else a query parameter. */
export function errorOf(
  code: ErrorCode,
  name = '',
  { value = '', source }: { value?: string; source?: string } = {},
): ErrorObject {
  const [status, title, template] = CATALOGUE[code];
  const words: Record<string, string> = { name, value };
  const detail = template.replace(/\{(\w+)\}/g, (_, word: string) => words[word] ?? '');
  return { title, detail, code, status, ...(source === undefined ? {} : { source: sourceOf(source) }) };
}

/** The validation error of an attribute or a relationship: 422. */
export function invalid(place: 'attributes' | 'relationships', name: string, violation: Violation): ErrorObject {
  const { title, ...meta } = violation;
  const source = { pointer: `/data/${place}/${name}` };
  return { title, detail: `${name} - ${title}`, code: 'VALIDATION_ERROR', status: '422', source, meta };
}

/** An error for which there is no record of an id. */
export function recordNotFound(id: string): RequestRefused {
  return new RequestRefused([errorOf('RECORD_NOT_FOUND', id)]);
}

/** An error for what the holder of a token may not do: 401 too, but not the one that makes clients fetch another token. */
export function notPermitted(what: string): RequestRefused {
  return new RequestRefused([errorOf('UNAUTHORIZED', `You are not authorized to ${what}.`)]);
}

function sourceOf(source: string): ErrorObject['source'] {
  return source.startsWith('/') ? { pointer: source } : { parameter: source };
}
