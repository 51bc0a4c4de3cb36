import { Body, Delete, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Cleanups } from './jobs/cleanups.js';
import { Jobs } from './jobs/jobs.js';
import { Serves } from './json-api.js';
import { ResourceReads } from './resource-reads.js';

/** Cleanups: many records deleted by one request, whose client does not wait. Commerce Layer contract §2, Bulk. */
@Serves('cleanups')
export class CleanupsController extends ResourceReads {
  constructor(
    private readonly cleanups: Cleanups,
    private readonly jobs: Jobs,
  ) {
    super();
  }

  @Post()
  async create(@Req() request: FastifyRequest, @Body() text: string | undefined) {
    const shape = this.records.shape(request, 'cleanups');
    return this.records.document(request, 'cleanups', await this.cleanups.accept(request, text), shape);
  }

  @Patch(':id')
  async update(@Req() request: FastifyRequest, @Param('id') id: string, @Body() text: string | undefined) {
    this.records.shape(request, 'cleanups');
    await this.jobs.change('cleanups', id, text);
    return this.one(request, id);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id') id: string) {
    return this.jobs.remove('cleanups', id);
  }
}
