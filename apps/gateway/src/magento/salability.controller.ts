import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { numberOfQuantity, quantityOfNumber } from '#contracts/quantity';
import { offersOf } from '#inventory/stock-index/offers.queries';
import { isSalableOf, shortfallsOf } from '#inventory/stock-index/requested-quantity.rules';
import { Salability } from '#inventory/stock-index/salability.queries';
import { DEFAULT_STOCK } from '#inventory/stocks/topology';
import {
  PAIR,
  PAIRS,
  REQUEST,
  REQUESTS,
  SALABLE_FOR_SHOWN,
  SALABLES_FOR_SHOWN,
  SALABLES_SHOWN,
} from './salability.shapes.js';
import { shortfallError } from './shortfalls.rules.js';
import { readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { bool, quantity } from './webapi/types.js';

const READ = 'Magento_InventorySalesApi::stock';

/** What may be sold: routes 17 to 21 of MSI contract B2. */
@Rest()
export class SalabilityController {
  constructor(
    private readonly salability: Salability,
    private readonly em: EntityManager,
  ) {}

  @Route('GET', 'V1/inventory/get-product-salable-quantity/:sku/:stockId', READ, {
    summary: 'Tells how much of a SKU may be sold on a stock; 0 when it is not salable.',
    takes: PAIR,
    answers: quantity,
  })
  async salableQuantity(@Req() request: FastifyRequest): Promise<number> {
    const { sku, stockId } = readInput(request, PAIR);
    return numberOfQuantity(await this.salability.quantityOf(sku, stockId));
  }

  @Route('GET', 'V1/inventory/is-product-salable/:sku/:stockId', READ, {
    summary: 'Tells whether anything of a SKU may be sold on a stock.',
    takes: PAIR,
    answers: bool,
  })
  async salable(@Req() request: FastifyRequest): Promise<boolean> {
    const { sku, stockId } = readInput(request, PAIR);
    if (await this.salability.isSalable(sku, stockId)) return true;
    // The index knows nothing of what the default stock may sell without having it.
    const [one] = stockId === DEFAULT_STOCK ? await this.salables([sku], stockId) : [];
    return one?.salable ?? false;
  }

  @Route('GET', 'V1/inventory/are-products-salable', READ, {
    summary: 'Tells of several SKUs whether anything may be sold on a stock.',
    takes: PAIRS,
    answers: SALABLES_SHOWN,
  })
  areSalable(@Req() request: FastifyRequest) {
    const { skus, stockId } = readInput(request, PAIRS);
    return this.salables(skus, stockId);
  }

  @Route('GET', 'V1/inventory/is-product-salable-for-requested-qty/:sku/:stockId/:requestedQty', READ, {
    summary: 'Tells whether a quantity of a SKU may be sold on a stock, or why not.',
    takes: REQUEST,
    answers: SALABLE_FOR_SHOWN,
  })
  async salableFor(@Req() request: FastifyRequest) {
    const { sku, stockId, requestedQty } = readInput(request, REQUEST);
    const [answer] = await this.salablesFor([{ sku, qty: requestedQty }], stockId);
    return { salable: answer!.salable, errors: answer!.errors };
  }

  @Route('GET', 'V1/inventory/are-product-salable-for-requested-qty', READ, {
    summary: 'Tells whether quantities of several SKUs may be sold on a stock, or why not.',
    takes: REQUESTS,
    answers: SALABLES_FOR_SHOWN,
  })
  areSalableFor(@Req() request: FastifyRequest) {
    const { skuRequests, stockId } = readInput(request, REQUESTS);
    return this.salablesFor(
      skuRequests.map(({ sku, qty }) => ({ sku: sku ?? '', qty: qty ?? 0 })),
      stockId,
    );
  }

  private async salables(skus: string[], stockId: number) {
    const offers = await offersOf(this.em, skus, stockId);
    return offers.map(({ offer, configuration }, index) => {
      return { sku: skus[index]!, stock_id: stockId, salable: isSalableOf(offer, configuration, stockId) };
    });
  }

  private async salablesFor(requests: { sku: string; qty: number }[], stockId: number) {
    const skus = requests.map(({ sku }) => sku);
    const offers = await offersOf(this.em, skus, stockId);
    return offers.map(({ offer, configuration }, index) => {
      const { sku, qty } = requests[index]!;
      const shortfalls = shortfallsOf(quantityOfNumber(qty), offer, configuration, stockId);
      const errors = shortfalls.map(shortfallError);
      return { sku, stock_id: stockId, salable: errors.length === 0, errors };
    });
  }
}
