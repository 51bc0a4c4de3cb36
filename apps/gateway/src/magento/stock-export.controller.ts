import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { numberOfQuantity } from '#contracts/quantity';
import { exportStock, type ExportedStock } from '#inventory/stock-index/export.queries';
import { stockOfChannel } from '#inventory/stocks/stocks.queries';
import { MagentoError } from './webapi/errors.js';
import { readInput } from './webapi/input.js';
import type { Listing } from './webapi/listing.js';
import { Rest, Route } from './webapi/rest.js';
import { bareResult, SEARCH_CRITERIA, searchOf, searchResult, searchResultOf } from './webapi/search-criteria.js';
import { shown } from './webapi/shown.js';
import { bool, list, object, quantity, text } from './webapi/types.js';

const READ = 'Magento_InventoryApi::stock';
const CHANNEL = { salesChannelType: text, salesChannelCode: text };
const SEARCHED = { ...CHANNEL, searchCriteria: SEARCH_CRITERIA };
const API = 'Magento\\InventoryExportStockApi\\Api\\Data';
const EXPORTED = { sku: text, qty: quantity, isSalable: bool };
const SALABLE_SHOWN = shown(object(`${API}\\ExportStockSalableQtyInterface`, EXPORTED));
const INDEXED_SHOWN = shown(object(`${API}\\ProductStockIndexDataInterface`, EXPORTED));

/** What the stock of a sales channel has, SKU by SKU: routes 32 and 33 of MSI contract B6. */
@Rest()
export class StockExportController {
  constructor(private readonly em: EntityManager) {}

  @Route('GET', 'V1/inventory/export-stock-salable-qty/:salesChannelType/:salesChannelCode', READ, {
    summary: 'Exports what may be sold on a sales channel; criteria over SKUs must be given, be they empty.',
    takes: SEARCHED,
    answers: searchResultOf(SALABLE_SHOWN),
  })
  async salable(@Req() request: FastifyRequest): Promise<object> {
    const { searchCriteria, ...channel } = readInput(request, SEARCHED);
    const search = searchOf(searchCriteria, ['sku', 'entityId']);
    const found = await exportStock(this.em, await this.stockOf(channel), search);
    return searchResult(found, searchCriteria, ({ sku, salable, isSalable }) => exported(sku, salable, isSalable));
  }

  @Route('GET', 'V1/inventory/dump-stock-index-data/:salesChannelType/:salesChannelCode', READ, {
    summary: 'Dumps what is in stock for a sales channel, reserved or not.',
    takes: CHANNEL,
    answers: list(INDEXED_SHOWN),
  })
  async dump(@Req() request: FastifyRequest): Promise<object[] | Listing> {
    const found = await exportStock(this.em, await this.stockOf(readInput(request, CHANNEL)), searchOf({}, []));
    return bareResult(found, ({ sku, quantity: inStock, isSalable }) => exported(sku, inStock, isSalable));
  }

  private async stockOf(channel: { salesChannelType: string; salesChannelCode: string }): Promise<number> {
    const stock = await stockOfChannel(this.em, channel.salesChannelType, channel.salesChannelCode);
    if (!stock) throw new MagentoError(404, 'No linked stock found');
    return stock.stockId;
  }
}

function exported(sku: string, qty: ExportedStock['quantity'], isSalable: boolean): object {
  return { sku, qty: numberOfQuantity(qty), is_salable: isSalable };
}
