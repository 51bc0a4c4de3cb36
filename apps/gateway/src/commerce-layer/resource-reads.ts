import { Get, Inject, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Records } from './records.js';

/** What every resource can be asked for. A controller of a resource extends it, and is all there is of a resource to read only. */
export abstract class ResourceReads {
  // A property, so that a controller which writes has its constructor to itself.
  @Inject(Records) protected readonly records: Records;

  @Get()
  list(@Req() request: FastifyRequest) {
    return this.records.list(request, typeOf(request));
  }

  @Get(':id')
  one(@Req() request: FastifyRequest, @Param('id') id: string) {
    return this.records.one(request, typeOf(request), id);
  }

  @Get(':id/:relationship')
  related(@Req() request: FastifyRequest, @Param('id') id: string, @Param('relationship') name: string) {
    return this.records.related(request, typeOf(request), id, name);
  }

  @Get(':id/relationships/:relationship')
  linkage(@Req() request: FastifyRequest, @Param('id') id: string, @Param('relationship') name: string) {
    return this.records.linkage(request, typeOf(request), id, name);
  }
}

/** The type by which a path calls its resource. */
export function typeOf({ url }: FastifyRequest): string {
  return /^\/api\/([^/?]+)/.exec(url)![1]!;
}
