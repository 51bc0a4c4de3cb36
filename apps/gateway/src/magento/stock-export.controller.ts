import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { numberOfQuantity } from '#contracts/quantity';
import { dumpIndex, exportSalable, type ExportedStock } from '#inventory/stock-index/export.queries';
import { stockOfChannel } from '#inventory/stocks/stocks.queries';
import { MagentoError } from './webapi/errors.js';
import { readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { SEARCH_CRITERIA, searchOf, searchResult } from './webapi/search-criteria.js';
import { text } from './webapi/types.js';

const READ = 'Magento_InventoryApi::stock';
const CHANNEL = { salesChannelType: text, salesChannelCode: text };

/** What the stock of a sales channel has, SKU by SKU: routes 32 and 33 of MSI contract B6. */
@Rest()
export class StockExportController {
  constructor(private readonly em: EntityManager) {}

  @Route('GET', 'V1/inventory/export-stock-salable-qty/:salesChannelType/:salesChannelCode', READ)
  async salable(@Req() request: FastifyRequest) {
    const { searchCriteria, ...channel } = readInput(request, { ...CHANNEL, searchCriteria: SEARCH_CRITERIA });
    const search = searchOf(searchCriteria, ['sku', 'entityId']);
    const items = await exportSalable(this.em, await this.stockOf(channel), search);
    return searchResult({ items, total: items.length }, searchCriteria, toMagentoExport);
  }

  @Route('GET', 'V1/inventory/dump-stock-index-data/:salesChannelType/:salesChannelCode', READ)
  async dump(@Req() request: FastifyRequest) {
    const items = await dumpIndex(this.em, await this.stockOf(readInput(request, CHANNEL)));
    return items.map(toMagentoExport);
  }

  private async stockOf(channel: { salesChannelType: string; salesChannelCode: string }): Promise<number> {
    const stock = await stockOfChannel(this.em, channel.salesChannelType, channel.salesChannelCode);
    if (!stock) throw new MagentoError(404, 'No linked stock found');
    return stock.stockId;
  }
}

function toMagentoExport({ sku, quantity, isSalable }: ExportedStock): object {
  return { sku, qty: numberOfQuantity(quantity), is_salable: isSalable };
}
