import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { MagentoError } from '../webapi/errors.js';
import { readInput } from '../webapi/input.js';
import { Listing } from '../webapi/listing.js';
import { Rest, Route } from '../webapi/rest.js';
import { rendering, SEARCH_CRITERIA, searchOf, searchResult, searchResultOf } from '../webapi/search-criteria.js';
import { int, text } from '../webapi/types.js';
import {
  bulkOf,
  countOperations,
  operationsOf,
  searchOperations,
  summariesOf,
  type OperationView,
} from './bulks.queries.js';
import {
  DETAILS_SHOWN,
  OPERATION_SHOWN,
  STATUS_SHOWN,
  toMagentoBulk,
  toMagentoDetails,
  toMagentoOperation,
  toMagentoStatus,
} from './operation.shapes.js';
import { Services } from './services.js';

const ACL = 'Magento_AsynchronousOperations::system_magento_logging_bulk_operations';
const NAMED = { bulkUuid: text };
const COUNTED = { bulkUuid: text, status: int };
const SEARCHED = { searchCriteria: SEARCH_CRITERIA };
const FIELDS = ['id', 'bulkUuid', 'topicName', 'serializedData', 'status', 'errorCode', 'startTime'] as const;

/** What became of writes that were accepted without their clients waiting. MSI contract A8. */
@Rest()
export class BulksController {
  constructor(
    private readonly em: EntityManager,
    private readonly services: Services,
  ) {}

  @Route('GET', 'V1/bulk/:bulkUuid/status', ACL, {
    summary: 'Tells how the operations of a bulk stand.',
    takes: NAMED,
    answers: STATUS_SHOWN,
  })
  status(@Req() request: FastifyRequest): Promise<Listing> {
    return this.statusOf(request, summariesOf, toMagentoStatus);
  }

  @Route('GET', 'V1/bulk/:bulkUuid/detailed-status', ACL, {
    summary: 'Tells how the operations of a bulk stand, what was sent and what came of it.',
    takes: NAMED,
    answers: DETAILS_SHOWN,
  })
  details(@Req() request: FastifyRequest): Promise<Listing> {
    return this.statusOf(request, operationsOf, toMagentoDetails);
  }

  @Route('GET', 'V1/bulk/:bulkUuid/operation-status/:status', ACL, {
    summary: 'Counts the operations of a bulk that stand so: 1 complete, 2 and 3 failed, 4 open, 5 rejected.',
    takes: COUNTED,
    answers: int,
  })
  count(@Req() request: FastifyRequest): Promise<number> {
    const { bulkUuid, status } = readInput(request, COUNTED);
    return countOperations(this.em, bulkUuid, status);
  }

  @Route('GET', 'V1/bulk', ACL, {
    summary: 'Finds operations of all bulks; criteria must be given, be they empty.',
    takes: SEARCHED,
    answers: searchResultOf(OPERATION_SHOWN),
  })
  async search(@Req() request: FastifyRequest) {
    const { searchCriteria } = readInput(request, SEARCHED);
    const found = await searchOperations(this.em, searchOf(searchCriteria, FIELDS));
    return searchResult(found, searchCriteria, (operation) => toMagentoOperation(operation, this.services));
  }

  private async statusOf(
    request: FastifyRequest,
    find: typeof operationsOf,
    render: (operation: OperationView, services: Services) => object,
  ): Promise<Listing> {
    const { bulkUuid } = readInput(request, NAMED);
    const bulk = await bulkOf(this.em, bulkUuid);
    if (!bulk) throw new MagentoError(404, 'Bulk uuid %bulkUuid not exist', { bulkUuid });
    const chunks = rendering(await find(this.em, bulk), (operation) => render(operation, this.services));
    return new Listing(chunks, toMagentoBulk(bulk), 'operations_list');
  }
}
