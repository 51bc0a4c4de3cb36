import { Get, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { SkusSaved } from '#contracts/skus';
import { inventoryOf } from '#inventory/skus/sku-inventory.queries';
import { skuByCode, type SkuView } from '#inventory/skus/skus.queries';
import { stockOfMarket } from '#inventory/stocks/stocks.queries';
import type { Principal } from '../access/tokens.js';
import { skuKey } from '../commands.js';
import { recordNotFound } from './errors.js';
import { movedIn } from './fixed.rules.js';
import { Serves } from './json-api.js';
import { ResourceWrites, type Input } from './resource-writes.js';
import { resourceOf } from './resources.js';
import { scopeIn } from './token-request.shapes.js';

/** SKUs; one by itself comes with what of it can be had. Commerce Layer contract §1.2. */
@Serves('skus')
export class SkusController extends ResourceWrites<SkuView, 'SaveSkus'> {
  @Get(':id')
  override async one(@Req() request: FastifyRequest & { principal?: Principal }, @Param('id') id: string) {
    const shape = this.records.shape(request, 'skus');
    const view = (await this.records.find(resourceOf('skus'), id)) as SkuView | undefined;
    if (!view) throw recordNotFound(id);
    const { quantity, levels } = await inventoryOf(this.em, view.sku, await this.marketOf(request));
    const inventory = {
      available: quantity > 0 || view.doNotTrack,
      quantity,
      levels: levels.map((level) => ({ quantity: level, delivery_lead_times: [] })),
    };
    return this.records.document(request, 'skus', { ...view, inventory }, shape);
  }

  /** The stock of the market that the token is for, if it is for one, and those of its locations that it is for. */
  private async marketOf({ principal }: { principal?: Principal }) {
    const { markets, stockLocations } = scopeIn(new Map([['scope', principal?.scope ?? '']]));
    const [market] = markets;
    const stock = market === undefined ? undefined : await stockOfMarket(this.em, market);
    return stock && { stockId: stock.stockId, cutoff: stock.locationsCutoff, sources: stockLocations };
  }

  protected override faultsOf({ change }: Input, stored?: SkuView) {
    return stored ? movedIn('attributes', { code: [change.sku, stored.sku] }) : [];
  }

  protected saving({ change }: Input, stored?: SkuView) {
    const sku = stored?.sku ?? (change.sku as string);
    const skus = [{ ...change, sku, ...(stored ? { mustExist: true } : { mustBeNew: true }) }];
    return { name: 'SaveSkus' as const, data: { skus }, key: skuKey(sku) };
  }

  protected async idOfNew({ skus }: SkusSaved) {
    return (await skuByCode(this.em, skus[0]!))!.publicId;
  }

  protected deleting({ sku }: SkuView) {
    return { name: 'DeleteSkus' as const, data: { skus: [sku] }, key: skuKey(sku) };
  }
}
