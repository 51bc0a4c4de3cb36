import { Module } from '@nestjs/common';
import { PublicUrl } from './public-url.js';
import { Tokens } from './tokens.js';

/** Tokens and the public address, for every dialect; needs {@link file://./access-settings.ts} provided globally. */
@Module({ providers: [Tokens, PublicUrl], exports: [Tokens, PublicUrl] })
export class AccessModule {}
