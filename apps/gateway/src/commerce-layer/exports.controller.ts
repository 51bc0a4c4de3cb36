import { Body, Delete, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ExportRunner } from './jobs/export-runner.js';
import { Exports } from './jobs/exports.js';
import { Jobs } from './jobs/jobs.js';
import { Serves } from './json-api.js';
import { ResourceReads } from './resource-reads.js';

/** Exports: many records as a file, for which its client does not wait. Commerce Layer contract §2, Bulk. */
@Serves('exports')
export class ExportsController extends ResourceReads {
  constructor(
    private readonly exports: Exports,
    private readonly runner: ExportRunner,
    private readonly jobs: Jobs,
  ) {
    super();
  }

  @Post()
  async create(@Req() request: FastifyRequest, @Body() text: string | undefined) {
    const shape = this.records.shape(request, 'exports');
    return this.records.document(request, 'exports', await this.exports.accept(request, text), shape);
  }

  @Patch(':id')
  async update(@Req() request: FastifyRequest, @Param('id') id: string, @Body() text: string | undefined) {
    this.records.shape(request, 'exports');
    const { start } = await this.jobs.change('exports', id, text);
    if (start) this.runner.wake();
    return this.one(request, id);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id') id: string) {
    return this.jobs.remove('exports', id);
  }
}
