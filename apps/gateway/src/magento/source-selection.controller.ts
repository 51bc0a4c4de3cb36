import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { selectByDistance, selectByPriority } from '#inventory/selection/selection.queries';
import { DistanceProvider } from './distance-provider.js';
import {
  ALGORITHM_SHOWN,
  demandOf,
  destinationOf,
  INVENTORY_REQUEST,
  SELECTION_SHOWN,
  toMagentoSelection,
} from './source-selection.shapes.js';
import { MagentoError } from './webapi/errors.js';
import { readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { list, text } from './webapi/types.js';

const LIST = 'Magento_InventorySourceSelectionApi::source_selection_algorithm';
const SELECT = 'Magento_InventorySourceSelectionApi::source_selection_algorithm_post';

const ALGORITHMS = [
  {
    code: 'priority',
    title: 'Source Priority',
    description: 'Algorithm which provides Source Selections based on predefined priority of Sources',
  },
  {
    code: 'distance',
    title: 'Distance Priority',
    description: 'Algorithm which provides Source Selections based on shipping address distance from the source',
  },
];

const GIVEN = { inventoryRequest: INVENTORY_REQUEST, algorithmCode: text };

/** Which sources ship: routes 23 and 24 of MSI contract B3. */
@Rest()
export class SourceSelectionController {
  constructor(
    private readonly em: EntityManager,
    private readonly provider: DistanceProvider,
  ) {}

  @Route('GET', 'V1/inventory/source-selection-algorithm-list', LIST, {
    summary: 'Lists the algorithms that select sources.',
    answers: list(ALGORITHM_SHOWN),
  })
  list(): object[] {
    return ALGORITHMS;
  }

  @Route('POST', 'V1/inventory/source-selection-algorithm-result', SELECT, {
    summary: 'Selects the sources that ship what is requested.',
    takes: GIVEN,
    answers: SELECTION_SHOWN,
    readsOnly: true,
  })
  async result(@Req() request: FastifyRequest): Promise<object> {
    const { inventoryRequest, algorithmCode } = readInput(request, GIVEN);
    const demand = demandOf(inventoryRequest);
    if (algorithmCode === 'priority') return toMagentoSelection(await selectByPriority(this.em, demand));
    if (algorithmCode !== 'distance') {
      const message = 'There is no such Source Selection Algorithm implemented: %1';
      throw new MagentoError(400, message, [algorithmCode]);
    }
    const address = inventoryRequest.extensionAttributes?.destinationAddress;
    if (!address) throw new MagentoError(400, 'No destination address was provided in the request');
    const { lookUp } = this.provider;
    return toMagentoSelection(await selectByDistance(this.em, demand, destinationOf(address), lookUp));
  }
}
