import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { numberOfQuantity, quantityOfNumber } from '#contracts/quantity';
import { offersOf } from '#inventory/stock-index/offers.queries';
import { isSalableOf, shortfallsOf } from '#inventory/stock-index/requested-quantity.rules';
import { Salability } from '#inventory/stock-index/salability.queries';
import { shortfallError } from './shortfalls.rules.js';
import { readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { float, int, list, object, text } from './webapi/types.js';

const READ = 'Magento_InventorySalesApi::stock';
const PAIR = { sku: text, stockId: int };
const SKU_REQUESTS = list(
  object('Magento\\InventorySalesApi\\Api\\Data\\IsProductSalableForRequestedQtyRequestInterface', {
    sku: text,
    qty: float,
  }),
);

/** What may be sold: routes 17 to 21 of MSI contract B2. */
@Rest()
export class SalabilityController {
  constructor(
    private readonly salability: Salability,
    private readonly em: EntityManager,
  ) {}

  @Route('GET', 'V1/inventory/get-product-salable-quantity/:sku/:stockId', READ)
  async quantity(@Req() request: FastifyRequest): Promise<number> {
    const { sku, stockId } = readInput(request, PAIR);
    return numberOfQuantity(await this.salability.quantityOf(sku, stockId));
  }

  @Route('GET', 'V1/inventory/is-product-salable/:sku/:stockId', READ)
  async salable(@Req() request: FastifyRequest): Promise<boolean> {
    const { sku, stockId } = readInput(request, PAIR);
    if (await this.salability.isSalable(sku, stockId)) return true;
    // The index knows nothing of what the default stock may sell without having it.
    const [one] = stockId === 1 ? await this.salables([sku], stockId) : [];
    return one?.salable ?? false;
  }

  @Route('GET', 'V1/inventory/are-products-salable', READ)
  areSalable(@Req() request: FastifyRequest) {
    const { skus, stockId } = readInput(request, { skus: list(text), stockId: int });
    return this.salables(skus, stockId);
  }

  @Route('GET', 'V1/inventory/is-product-salable-for-requested-qty/:sku/:stockId/:requestedQty', READ)
  async salableFor(@Req() request: FastifyRequest) {
    const { sku, stockId, requestedQty } = readInput(request, { ...PAIR, requestedQty: float });
    const [answer] = await this.salablesFor([{ sku, qty: requestedQty }], stockId);
    return { salable: answer!.salable, errors: answer!.errors };
  }

  @Route('GET', 'V1/inventory/are-product-salable-for-requested-qty', READ)
  areSalableFor(@Req() request: FastifyRequest) {
    const { skuRequests, stockId } = readInput(request, { skuRequests: SKU_REQUESTS, stockId: int });
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
