import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CommandView } from '#contracts/commands';
import { searchStocks, stockById, stockOfChannel } from '#inventory/stocks/stocks.queries';
import { STOCK, STOCK_FIELDS, STOCK_SHOWN, stockToSave, toMagentoStock } from './stock.shapes.js';
import { MagentoError } from './webapi/errors.js';
import { defaulting, readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { SEARCH_CRITERIA, searchOf, searchResult, searchResultOf } from './webapi/search-criteria.js';
import { id, int, text, type ValueOf } from './webapi/types.js';
import { write } from './webapi/write.js';
import { Writes } from './writes.js';

const READ = 'Magento_InventoryApi::stock';
const EDIT = 'Magento_InventoryApi::stock_edit';
const DELETE = 'Magento_InventoryApi::stock_delete';
const RESOLVE = 'Magento_InventorySalesApi::stock';

const SEARCHED = { searchCriteria: defaulting(SEARCH_CRITERIA, '') };
const NAMED = { stockId: int };
const SAVED = { stock: STOCK };
const CHANNEL = { type: text, code: text };

const REPOSITORY = 'Magento\\InventoryApi\\Api\\StockRepositoryInterface';

const CREATE = write('SaveStocks', { service: `${REPOSITORY}::save`, takes: SAVED, order: saving, answer: idOf });

const UPDATE = write('SaveStocks', {
  service: `${REPOSITORY}::save`,
  takes: SAVED,
  updates: { parameter: 'stock', field: 'stockId' },
  order: saving,
  answer: idOf,
});

const REMOVE = write('DeleteStocks', {
  service: `${REPOSITORY}::deleteById`,
  takes: NAMED,
  order: ({ stockId }) => ({ data: { stockIds: [stockId] }, key: `stock:${stockId}` }),
});

/** Stocks: routes 6 to 10 of MSI contract B1, and 22 of B2. */
@Rest()
export class StocksController {
  constructor(
    private readonly em: EntityManager,
    private readonly writes: Writes,
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
    write: CREATE,
    answers: id,
  })
  create(@Req() request: FastifyRequest) {
    return this.writes.perform(request, CREATE);
  }

  @Route('PUT', 'V1/inventory/stocks/:stockId', EDIT, {
    summary: 'Changes the stock of an id, or creates it. Its sales channels are replaced.',
    takes: { ...NAMED, ...SAVED },
    write: UPDATE,
    answers: id,
  })
  update(@Req() request: FastifyRequest) {
    return this.writes.perform(request, UPDATE);
  }

  @Route('DELETE', 'V1/inventory/stocks/:stockId', DELETE, {
    summary: 'Deletes a stock without sales channels, and its links.',
    write: REMOVE,
  })
  remove(@Req() request: FastifyRequest) {
    return this.writes.perform(request, REMOVE);
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
}

function saving({ stock }: { stock: ValueOf<typeof STOCK> }) {
  return { data: { stocks: [stockToSave(stock)] }, key: `stock:${stock.stockId ?? stock.name}` };
}

function idOf({ stockIds: [stockId] }: CommandView['SaveStocks']): number {
  return stockId!;
}
