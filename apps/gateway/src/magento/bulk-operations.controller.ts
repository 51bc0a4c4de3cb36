import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { orderedBySku } from '../commands.js';
import { Rest, Route } from './webapi/rest.js';
import { bool, int, list, object, quantity, text } from './webapi/types.js';
import { write } from './webapi/write.js';
import { Writes } from './writes.js';

const PRODUCTS = 'Magento_Catalog::products';
const PAIRS = { skus: list(text), sourceCodes: list(text) };
const TRANSFER = { skus: list(text), originSource: text, destinationSource: text, unassignFromOrigin: bool };
const PARTIAL_TRANSFER = {
  originSourceCode: text,
  destinationSourceCode: text,
  items: list(
    object('Magento\\InventoryCatalogApi\\Api\\Data\\PartialInventoryTransferItemInterface', {
      sku: text,
      qty: quantity,
    }),
  ),
};

const API = 'Magento\\InventoryCatalogApi\\Api';

const ASSIGN = write('AssignSkusToSources', {
  service: `${API}\\BulkSourceAssignInterface::execute`,
  takes: PAIRS,
  order: (pairs) => ({ data: pairs, key: firstOf(pairs.skus) }),
  answer: ({ assigned }) => assigned,
});

const UNASSIGN = write('UnassignSkusFromSources', {
  service: `${API}\\BulkSourceUnassignInterface::execute`,
  takes: PAIRS,
  order: (pairs) => ({ data: pairs, key: firstOf(pairs.skus) }),
  answer: ({ unassigned }) => unassigned,
});

const MOVE = write('TransferSkus', {
  service: `${API}\\BulkInventoryTransferInterface::execute`,
  takes: TRANSFER,
  order: ({ originSource, destinationSource, ...others }) => ({
    data: { ...others, originSourceCode: originSource, destinationSourceCode: destinationSource },
    key: firstOf(others.skus),
  }),
  answer: () => true,
});

const MOVE_SOME = write('TransferSourceItems', {
  service: `${API}\\BulkPartialInventoryTransferInterface::execute`,
  takes: PARTIAL_TRANSFER,
  order: ({ items: given, ...ends }) => {
    const items = given.map(({ sku, qty }) => ({ sku, quantity: qty }));
    return { data: { ...ends, items }, key: orderedBySku(items) };
  },
});

/** Many SKUs at once: routes 25 to 28 of MSI contract B4. */
@Rest()
export class BulkOperationsController {
  constructor(private readonly writes: Writes) {}

  @Route('POST', 'V1/inventory/bulk-product-source-assign', PRODUCTS, {
    summary: 'Gives sources empty items of SKUs; answers how many were not there.',
    write: ASSIGN,
    answers: int,
  })
  assign(@Req() request: FastifyRequest) {
    return this.writes.perform(request, ASSIGN);
  }

  @Route('POST', 'V1/inventory/bulk-product-source-unassign', PRODUCTS, {
    summary: 'Deletes the items that sources have of SKUs; answers how many were there.',
    write: UNASSIGN,
    answers: int,
  })
  unassign(@Req() request: FastifyRequest) {
    return this.writes.perform(request, UNASSIGN);
  }

  @Route('POST', 'V1/inventory/bulk-product-source-transfer', PRODUCTS, {
    summary: 'Moves all that a source holds of SKUs to another.',
    write: MOVE,
    answers: bool,
  })
  transfer(@Req() request: FastifyRequest) {
    return this.writes.perform(request, MOVE);
  }

  @Route('POST', 'V1/inventory/bulk-partial-source-transfer', PRODUCTS, {
    summary: 'Moves quantities from one source to another, all of them or none.',
    write: MOVE_SOME,
  })
  transferSome(@Req() request: FastifyRequest) {
    return this.writes.perform(request, MOVE_SOME);
  }
}

function firstOf(skus: string[]): string {
  return orderedBySku(skus.map((sku) => ({ sku })));
}
