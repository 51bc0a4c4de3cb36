import { Controller, Get, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { JsonApi } from './json-api.js';
import { Records } from './records.js';

/** Sources as `stock_locations`, to read. Commerce Layer contract §1.3. */
@JsonApi()
@Controller('api/stock_locations')
export class StockLocationsController {
  constructor(private readonly records: Records) {}

  @Get()
  list(@Req() request: FastifyRequest) {
    return this.records.list(request, 'stock_locations');
  }

  @Get(':id')
  one(@Req() request: FastifyRequest, @Param('id') id: string) {
    return this.records.one(request, 'stock_locations', id);
  }

  @Get(':id/:relationship')
  related(@Req() request: FastifyRequest, @Param('id') id: string, @Param('relationship') name: string) {
    return this.records.related(request, 'stock_locations', id, name);
  }

  @Get(':id/relationships/:relationship')
  linkage(@Req() request: FastifyRequest, @Param('id') id: string, @Param('relationship') name: string) {
    return this.records.linkage(request, 'stock_locations', id, name);
  }
}
