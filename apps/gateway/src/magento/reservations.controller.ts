import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { searchReservations } from '#inventory/reservations/reservations.queries';
import { Commands, orderedBySku } from '../commands.js';
import { refusalOf } from './refusals.rules.js';
import { RESERVATION_FIELDS, RESERVATIONS, reservationsToPlace, toMagentoReservation } from './reservation.shapes.js';
import { optional, readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { SEARCH_CRITERIA, searchOf, searchResult } from './webapi/search-criteria.js';
import { bool } from './webapi/types.js';

const READ = 'Magento_InventoryApi::stock';
const WRITE = 'Magento_InventoryApi::stock_edit';

/** Reservations, which Magento has no routes for. MSI contract H1. */
@Rest()
export class ReservationsController {
  constructor(
    private readonly em: EntityManager,
    private readonly commands: Commands,
  ) {}

  @Route('GET', 'V1/inventory/reservations', READ)
  async list(@Req() request: FastifyRequest) {
    const { searchCriteria } = readInput(request, { searchCriteria: SEARCH_CRITERIA });
    const found = await searchReservations(this.em, searchOf(searchCriteria, RESERVATION_FIELDS));
    return searchResult(found, searchCriteria, toMagentoReservation);
  }

  @Route('POST', 'V1/inventory/reservations', WRITE)
  async place(@Req() request: FastifyRequest): Promise<(number | null)[]> {
    const { reservations: given, check } = readInput(request, { reservations: RESERVATIONS, check: optional(bool) });
    const reservations = reservationsToPlace(given);
    const key = orderedBySku(reservations);
    const settled = await this.commands.submit(request, 'PlaceReservations', { reservations, check }, key);
    if (settled.status === 'refused') throw refusalOf('PlaceReservations', settled.problems);
    return settled.view.reservationIds;
  }
}
