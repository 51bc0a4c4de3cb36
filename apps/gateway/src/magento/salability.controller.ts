import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { numberOfQuantity } from '#contracts/quantity';
import { Salability } from '#inventory/stock-index/salability.queries';
import { readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { int, text } from './webapi/types.js';

const READ = 'Magento_InventorySalesApi::stock';
const PAIR = { sku: text, stockId: int };

/** What may be sold: routes 17 and 18 of MSI contract B2. */
@Rest()
export class SalabilityController {
  constructor(private readonly salability: Salability) {}

  @Route('GET', 'V1/inventory/get-product-salable-quantity/:sku/:stockId', READ)
  async quantity(@Req() request: FastifyRequest): Promise<number> {
    const { sku, stockId } = readInput(request, PAIR);
    return numberOfQuantity(await this.salability.quantityOf(sku, stockId));
  }

  @Route('GET', 'V1/inventory/is-product-salable/:sku/:stockId', READ)
  salable(@Req() request: FastifyRequest): Promise<boolean> {
    const { sku, stockId } = readInput(request, PAIR);
    return this.salability.isSalable(sku, stockId);
  }
}
