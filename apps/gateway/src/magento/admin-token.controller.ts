import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Tokens } from '../access/tokens.js';
import { MagentoError, requiredFields } from './webapi/errors.js';
import { readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { text } from './webapi/types.js';

const CREDENTIALS = { username: text, password: text };

/** Issues the administrator's token. MSI contract A1. */
@Rest()
export class AdminTokenController {
  constructor(private readonly tokens: Tokens) {}

  @Route('POST', 'V1/integration/admin/token', undefined, {
    summary: "Issues a user's token, good for four hours.",
    takes: CREDENTIALS,
    answers: text,
    readsOnly: true,
  })
  async issue(@Req() request: FastifyRequest): Promise<string> {
    const { username, password } = readInput(request, CREDENTIALS);
    const missing = Object.entries({ username, password }).flatMap(([name, value]) => (value ? [] : [name]));
    if (missing.length > 0) throw requiredFields(missing);
    const token = await this.tokens.issueAdmin(username, password);
    if (token === undefined) throw new MagentoError(401, REFUSED);
    return token;
  }
}

const REFUSED =
  'The account sign-in was incorrect or your account is disabled temporarily. Please wait and try again later.';
