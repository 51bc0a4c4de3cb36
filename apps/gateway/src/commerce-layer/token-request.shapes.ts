/** An error of RFC 6749 §5.2. */
export class OAuthError extends Error {
  constructor(
    readonly code: 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope',
    description: string,
    readonly status: 400 | 401 = 400,
  ) {
    super(description);
  }
}

/** Parameters of a token request that are text. */
export type TokenParameters = Map<string, string>;

/** Reads the parameters of a token request, JSON or form-encoded, whose grant is that of client credentials. Throws {@link OAuthError}. */
export function readTokenRequest(body: string, contentType = ''): TokenParameters {
  const mediaType = contentType.split(';')[0]!.trim().toLowerCase();
  const parameters = mediaType === 'application/x-www-form-urlencoded' ? formIn(body) : jsonIn(body);
  const grant = parameters.get('grant_type');
  if (!grant) throw new OAuthError('invalid_request', 'The parameter grant_type is missing.');
  if (grant === 'client_credentials') return parameters;
  throw new OAuthError('unsupported_grant_type', 'The only grant_type is client_credentials.');
}

/** The client that authenticates: by HTTP Basic, else by parameters. Throws {@link OAuthError}. RFC 6749 §2.3.1. */
export function clientIn(parameters: TokenParameters, authorization = ''): { id: string; secret?: string } {
  const basic = /^Basic +(\S+)$/i.exec(authorization)?.[1];
  const [id, secret] =
    basic === undefined ? ['client_id', 'client_secret'].map((name) => parameters.get(name)) : basicPair(basic);
  if (id) return { id, secret: secret || undefined };
  throw new OAuthError('invalid_client', 'Client authentication failed: send client_id and client_secret.', 401);
}

/** What a token is to be for: markets and stock locations, each by its id or its code. */
export interface Scope {
  text: string;
  markets: string[];
  stockLocations: string[];
}

/**
 * Reads a scope such as `market:code:eu stock_location:id:xYZkjABcde`, or in its former spelling `market:eu`; by default all markets. Throws
 * {@link OAuthError}. Commerce Layer contract §2, Authentication.
 */
export function scopeIn(parameters: TokenParameters): Scope {
  const text = parameters.get('scope')?.trim() || 'market:all';
  const named = new Set(text.split(/\s+/));
  if (text.length > MOST_CHARACTERS)
    throw new OAuthError('invalid_scope', `A scope has ${MOST_CHARACTERS} characters at most.`);
  const parts = [...named].map((part) => /^(market|stock_location):(?:(?:id|code):)?([^:]+)$/.exec(part));
  if (parts.includes(null)) throw new OAuthError('invalid_scope', `The scope ${text} is malformed.`);
  const ofKind = (kind: string) => parts.flatMap((part) => (part![1] === kind ? [part![2]!] : []));
  const [markets, stockLocations] = [ofKind('market'), ofKind('stock_location')];
  if (stockLocations.length > 0 && markets.length === 0)
    throw new OAuthError('invalid_scope', 'A scope of a stock location needs one of its market too.');
  return { text, markets: markets.filter((market) => market !== 'all'), stockLocations };
}

const MOST_CHARACTERS = 1_000;

function formIn(body: string): TokenParameters {
  const pairs = [...new URLSearchParams(body)];
  const names = new Set(pairs.map(([name]) => name));
  if (names.size < pairs.length) throw new OAuthError('invalid_request', 'A parameter is given more than once.');
  return new Map(pairs);
}

function jsonIn(body: string): TokenParameters {
  try {
    const parameters: unknown = JSON.parse(body);
    const entries = Object.entries(parameters ?? {});
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new OAuthError('invalid_request', 'The body is neither JSON nor form-encoded, as its Content-Type must say.');
  }
}

function basicPair(basic: string): (string | undefined)[] {
  const [, id = '', secret = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(basic, 'base64').toString()) ?? [];
  return [id, secret].map(decoded);
}

function decoded(part: string): string {
  return new URLSearchParams(`part=${part}`).get('part') ?? '';
}
