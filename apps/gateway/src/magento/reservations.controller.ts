import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { searchReservations } from '#inventory/reservations/reservations.queries';
import { orderedBySku } from '../commands.js';
import {
  RESERVATION_FIELDS,
  RESERVATION_SHOWN,
  RESERVATIONS,
  reservationsToPlace,
  toMagentoReservation,
} from './reservation.shapes.js';
import { optional, readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { SEARCH_CRITERIA, searchOf, searchResult, searchResultOf } from './webapi/search-criteria.js';
import { bool, id, list } from './webapi/types.js';
import { write } from './webapi/write.js';
import { Writes } from './writes.js';

const READ = 'Magento_InventoryApi::stock';
const WRITE = 'Magento_InventoryApi::stock_edit';

const SEARCHED = { searchCriteria: SEARCH_CRITERIA };
const GIVEN = { reservations: RESERVATIONS, check: optional(bool) };

/** None where stock is not managed: nothing is written down for it. */
const ID_OR_NONE = { ...id, schema: { ...id.schema, type: ['integer', 'null'] } };

const PLACE = write('PlaceReservations', {
  service: 'Magento\\InventoryReservationsApi\\Model\\AppendReservationsInterface::execute',
  takes: GIVEN,
  order: ({ reservations: given, check }) => {
    const reservations = reservationsToPlace(given);
    return { data: { reservations, check }, key: orderedBySku(reservations) };
  },
  answer: ({ reservationIds }) => reservationIds,
});

/** Reservations, which Magento has no routes for. MSI contract H1. */
@Rest()
export class ReservationsController {
  constructor(
    private readonly em: EntityManager,
    private readonly writes: Writes,
  ) {}

  @Route('GET', 'V1/inventory/reservations', READ, {
    summary: 'Finds reservations; criteria must be given, be they empty. An extension.',
    takes: SEARCHED,
    answers: searchResultOf(RESERVATION_SHOWN),
  })
  async list(@Req() request: FastifyRequest) {
    const { searchCriteria } = readInput(request, SEARCHED);
    const found = await searchReservations(this.em, searchOf(searchCriteria, RESERVATION_FIELDS));
    return searchResult(found, searchCriteria, toMagentoReservation);
  }

  @Route('POST', 'V1/inventory/reservations', WRITE, {
    summary:
      'Reserves (negative) or gives back (positive) quantities, all of them or none; answers their ids. An extension.',
    write: PLACE,
    answers: list(ID_OR_NONE),
  })
  place(@Req() request: FastifyRequest) {
    return this.writes.perform(request, PLACE);
  }
}
