import { Controller, Get, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { JsonApi } from './json-api.js';
import { Records } from './records.js';

/** Stocks as `inventory_models`, to read. Commerce Layer contract §1.4. */
@JsonApi()
@Controller('api/inventory_models')
export class InventoryModelsController {
  constructor(private readonly records: Records) {}

  @Get()
  list(@Req() request: FastifyRequest) {
    return this.records.list(request, 'inventory_models');
  }

  @Get(':id')
  one(@Req() request: FastifyRequest, @Param('id') id: string) {
    return this.records.one(request, 'inventory_models', id);
  }

  @Get(':id/:relationship')
  related(@Req() request: FastifyRequest, @Param('id') id: string, @Param('relationship') name: string) {
    return this.records.related(request, 'inventory_models', id, name);
  }

  @Get(':id/relationships/:relationship')
  linkage(@Req() request: FastifyRequest, @Param('id') id: string, @Param('relationship') name: string) {
    return this.records.linkage(request, 'inventory_models', id, name);
  }
}
