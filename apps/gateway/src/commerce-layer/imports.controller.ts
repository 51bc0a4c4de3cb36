import { Body, Delete, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Imports } from './jobs/imports.js';
import { Jobs } from './jobs/jobs.js';
import { Serves } from './json-api.js';
import { ResourceReads } from './resource-reads.js';

/** Imports: many records saved by one request, whose client does not wait. Commerce Layer contract §2, Bulk. */
@Serves('imports')
export class ImportsController extends ResourceReads {
  constructor(
    private readonly imports: Imports,
    private readonly jobs: Jobs,
  ) {
    super();
  }

  @Post()
  async create(@Req() request: FastifyRequest, @Body() text: string | undefined) {
    const shape = this.records.shape(request, 'imports');
    return this.records.document(request, 'imports', await this.imports.accept(request, text), shape);
  }

  @Patch(':id')
  async update(@Req() request: FastifyRequest, @Param('id') id: string, @Body() text: string | undefined) {
    this.records.shape(request, 'imports');
    await this.jobs.change('imports', id, text);
    return this.one(request, id);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id') id: string) {
    return this.jobs.remove('imports', id);
  }
}
