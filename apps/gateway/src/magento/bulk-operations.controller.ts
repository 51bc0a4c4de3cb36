import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Commands, orderedBySku } from '../commands.js';
import { refusalOf } from './refusals.rules.js';
import { readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { bool, int, list, object, quantity, text } from './webapi/types.js';

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

/** Many SKUs at once: routes 25 to 28 of MSI contract B4. */
@Rest()
export class BulkOperationsController {
  constructor(private readonly commands: Commands) {}

  @Route('POST', 'V1/inventory/bulk-product-source-assign', PRODUCTS, {
    summary: 'Gives sources empty items of SKUs; answers how many were not there.',
    takes: PAIRS,
    answers: int,
  })
  async assign(@Req() request: FastifyRequest): Promise<number> {
    const pairs = readInput(request, PAIRS);
    const settled = await this.commands.submit(request, 'AssignSkusToSources', pairs, firstOf(pairs.skus));
    if (settled.status === 'refused') throw refusalOf('AssignSkusToSources', settled.problems);
    return settled.view.assigned;
  }

  @Route('POST', 'V1/inventory/bulk-product-source-unassign', PRODUCTS, {
    summary: 'Deletes the items that sources have of SKUs; answers how many were there.',
    takes: PAIRS,
    answers: int,
  })
  async unassign(@Req() request: FastifyRequest): Promise<number> {
    const pairs = readInput(request, PAIRS);
    const settled = await this.commands.submit(request, 'UnassignSkusFromSources', pairs, firstOf(pairs.skus));
    if (settled.status === 'refused') throw refusalOf('UnassignSkusFromSources', settled.problems);
    return settled.view.unassigned;
  }

  @Route('POST', 'V1/inventory/bulk-product-source-transfer', PRODUCTS, {
    summary: 'Moves all that a source holds of SKUs to another.',
    takes: TRANSFER,
    answers: bool,
  })
  async transfer(@Req() request: FastifyRequest): Promise<true> {
    const { skus, originSource, destinationSource, unassignFromOrigin } = readInput(request, TRANSFER);
    const data = { skus, originSourceCode: originSource, destinationSourceCode: destinationSource, unassignFromOrigin };
    const settled = await this.commands.submit(request, 'TransferSkus', data, firstOf(skus));
    if (settled.status === 'refused') throw refusalOf('TransferSkus', settled.problems);
    return true;
  }

  @Route('POST', 'V1/inventory/bulk-partial-source-transfer', PRODUCTS, {
    summary: 'Moves quantities from one source to another, all of them or none.',
    takes: PARTIAL_TRANSFER,
  })
  async transferSome(@Req() request: FastifyRequest): Promise<void> {
    const { items: given, ...ends } = readInput(request, PARTIAL_TRANSFER);
    const items = given.map(({ sku, qty }) => ({ sku, quantity: qty }));
    const settled = await this.commands.submit(request, 'TransferSourceItems', { ...ends, items }, orderedBySku(items));
    if (settled.status === 'refused') throw refusalOf('TransferSourceItems', settled.problems);
  }
}

function firstOf(skus: string[]): string {
  return orderedBySku(skus.map((sku) => ({ sku })));
}
