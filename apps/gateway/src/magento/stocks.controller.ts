import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { searchStocks, stockById, stockOfChannel } from '#inventory/stocks/stocks.queries';
import { Commands } from '../commands.js';
import { refusalOf } from './refusals.rules.js';
import { STOCK, STOCK_FIELDS, STOCK_SHOWN, stockToSave, toMagentoStock } from './stock.shapes.js';
import { MagentoError } from './webapi/errors.js';
import { defaulting, readInput, readUpdate } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { SEARCH_CRITERIA, searchOf, searchResult, searchResultOf } from './webapi/search-criteria.js';
import { id, int, text, type ValueOf } from './webapi/types.js';

const READ = 'Magento_InventoryApi::stock';
const EDIT = 'Magento_InventoryApi::stock_edit';
const DELETE = 'Magento_InventoryApi::stock_delete';
const RESOLVE = 'Magento_InventorySalesApi::stock';

const SEARCHED = { searchCriteria: defaulting(SEARCH_CRITERIA, '') };
const NAMED = { stockId: int };
const SAVED = { stock: STOCK };
const CHANNEL = { type: text, code: text };

/** Stocks: routes 6 to 10 of MSI contract B1, and 22 of B2. */
@Rest()
export class StocksController {
  constructor(
    private readonly em: EntityManager,
    private readonly commands: Commands,
  ) {}

  @Route('GET', 'V1/inventory/stocks', READ, {
    summary: 'Finds stocks.',
    takes: SEARCHED,
    answers: searchResultOf(STOCK_SHOWN),
  })
  async list(@Req() request: FastifyRequest) {
    const { searchCriteria } = readInput(request, SEARCHED);
    const found = await searchStocks(this.em, searchOf(searchCriteria, STOCK_FIELDS));
    return searchResult(found, searchCriteria, toMagentoStock);
  }

  @Route('GET', 'V1/inventory/stocks/:stockId', READ, {
    summary: 'Shows a stock.',
    takes: NAMED,
    answers: STOCK_SHOWN,
  })
  async one(@Req() request: FastifyRequest) {
    const { stockId } = readInput(request, NAMED);
    const stock = await stockById(this.em, stockId);
    if (!stock) throw new MagentoError(404, 'Stock with id "%value" does not exist.', { value: stockId });
    return toMagentoStock(stock);
  }

  @Route('POST', 'V1/inventory/stocks', EDIT, {
    summary: 'Creates a stock, or changes that of its id. Its sales channels are replaced.',
    takes: SAVED,
    answers: id,
  })
  create(@Req() request: FastifyRequest) {
    return this.save(request, readInput(request, SAVED));
  }

  @Route('PUT', 'V1/inventory/stocks/:stockId', EDIT, {
    summary: 'Changes the stock of an id, or creates it. Its sales channels are replaced.',
    takes: { ...NAMED, ...SAVED },
    answers: id,
  })
  update(@Req() request: FastifyRequest) {
    return this.save(request, readUpdate(request, 'stock', SAVED));
  }

  @Route('DELETE', 'V1/inventory/stocks/:stockId', DELETE, {
    summary: 'Deletes a stock without sales channels, and its links.',
    takes: NAMED,
  })
  async remove(@Req() request: FastifyRequest): Promise<void> {
    const { stockId } = readInput(request, NAMED);
    const settled = await this.commands.submit(request, 'DeleteStocks', { stockIds: [stockId] }, `stock:${stockId}`);
    if (settled.status === 'refused') throw refusalOf('DeleteStocks', settled.problems);
  }

  @Route('GET', 'V1/inventory/stock-resolver/:type/:code', RESOLVE, {
    summary: 'Shows the stock that a sales channel sells from.',
    takes: CHANNEL,
    answers: STOCK_SHOWN,
  })
  async ofChannel(@Req() request: FastifyRequest) {
    const { type, code } = readInput(request, CHANNEL);
    const stock = await stockOfChannel(this.em, type, code);
    if (!stock) throw new MagentoError(404, 'No linked stock found');
    return toMagentoStock(stock);
  }

  private async save(request: FastifyRequest, { stock }: { stock: ValueOf<typeof STOCK> }): Promise<number> {
    const stocks = [stockToSave(stock)];
    const settled = await this.commands.submit(
      request,
      'SaveStocks',
      { stocks },
      `stock:${stock.stockId ?? stock.name}`,
    );
    if (settled.status === 'refused') throw refusalOf('SaveStocks', settled.problems);
    return settled.view.stockIds[0]!;
  }
}
