/** An error of RFC 6749 §5.2. */
export class OAuthError extends Error {
  constructor(
    readonly code: 'invalid_request' | 'invalid_client' | 'unsupported_grant_type',
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
export function clientIn(parameters: TokenParameters, authorization = ''): { id: string; secret: string } {
  const basic = /^Basic +(\S+)$/i.exec(authorization)?.[1];
  const [id, secret] =
    basic === undefined ? ['client_id', 'client_secret'].map((name) => parameters.get(name)) : basicPair(basic);
  if (id && secret) return { id, secret };
  throw new OAuthError('invalid_client', 'Client authentication failed: send client_id and client_secret.', 401);
}

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
