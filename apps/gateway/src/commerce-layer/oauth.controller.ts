import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PublicUrl } from '../access/public-url.js';
import { Tokens } from '../access/tokens.js';
import { clientIn, OAuthError, readTokenRequest } from './token-request.shapes.js';

/** Issues tokens to the integration by client credentials. RFC 6749 §4.4 and §5, Commerce Layer contract §2, Authentication. */
@Controller('oauth')
export class OAuthController {
  constructor(
    private readonly tokens: Tokens,
    private readonly publicUrl: PublicUrl,
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
      return { error: error.code, error_description: error.message };
    }
  }

  private async issue(request: FastifyRequest, body: string): Promise<object> {
    const { authorization, 'content-type': contentType } = request.headers;
    const parameters = readTokenRequest(body, contentType);
    const { id, secret } = clientIn(parameters, authorization);
    const issued = await this.tokens.issueIntegration(id, secret, this.publicUrl.of(request));
    if (!issued)
      throw new OAuthError('invalid_client', 'Client authentication failed: client_id or client_secret is wrong.', 401);
    const { token, expiresIn, scope, createdAt } = issued;
    return { access_token: token, token_type: 'Bearer', expires_in: expiresIn, scope, created_at: createdAt };
  }
}
