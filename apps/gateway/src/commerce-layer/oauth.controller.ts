import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Post, Req, Res, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PublicUrl } from '../access/public-url.js';
import { Tokens } from '../access/tokens.js';
import { stockOfMarket } from '#inventory/stocks/stocks.queries';
import { OutagesAsUnavailable } from '../outages.js';
import { ErrorAnswers } from './answers.js';
import { RateLimit } from './rate-limit.js';
import { clientIn, OAuthError, readTokenRequest, scopeIn, type Scope } from './token-request.shapes.js';

/** Issues tokens to the integration and to sales channels by client credentials. RFC 6749 §4.4 and §5, Commerce Layer contract §2, Authentication. */
@Controller('oauth')
@UseGuards(RateLimit)
@UseInterceptors(OutagesAsUnavailable)
@UseFilters(ErrorAnswers)
export class OAuthController {
  constructor(
    private readonly tokens: Tokens,
    private readonly publicUrl: PublicUrl,
    private readonly em: EntityManager,
  ) {}

  @Post('token')
  async token(
    @Req() request: FastifyRequest,
    @Body() body: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    void reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
    try {
      void reply.status(200);
      return await this.issue(request, body ?? '');
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      void reply.status(error.status);
      if (error.status === 401) void reply.header('www-authenticate', 'Basic realm="stockwire"');
      return { error: error.code, error_description: error.message, errors: [errorOfToken(error)] };
    }
  }

  private async issue(request: FastifyRequest, body: string): Promise<object> {
    const { authorization, 'content-type': contentType } = request.headers;
    const parameters = readTokenRequest(body, contentType);
    const client = clientIn(parameters, authorization);
    const scope = scopeIn(parameters);
    const issued = await this.tokens.issueClient(client, {
      ...{ origin: this.publicUrl.of(request), scope: scope.text },
      claims: scope.markets.length > 0 ? { market: marketClaims(scope) } : {},
    });
    if (!issued)
      throw new OAuthError('invalid_client', 'Client authentication failed: client_id or client_secret is wrong.', 401);
    for (const market of scope.markets)
      if (!(await stockOfMarket(this.em, market)))
        throw new OAuthError('invalid_scope', `There is no market ${market}.`);
    const { token, expiresIn, createdAt } = issued;
    return {
      access_token: token,
      token_type: 'Bearer',
      expires_in: expiresIn,
      scope: scope.text,
      created_at: createdAt,
    };
  }
}

function marketClaims({ markets, stockLocations }: Scope): object {
  return { id: markets, stock_location_ids: stockLocations, geocoder_id: null, allows_external_prices: false };
}

/** The same for clients that look for errors as the API has them. */
function errorOfToken({ code, message, status }: OAuthError): object {
  return { title: code, detail: message, code: code.toUpperCase(), status: String(status) };
}
