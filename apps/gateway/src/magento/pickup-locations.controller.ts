import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Area } from '#inventory/pickup/area.rules';
import { searchPickupLocations, type PickupLocationView } from '#inventory/pickup/pickup-locations.queries';
import { stockOfChannel } from '#inventory/stocks/stocks.queries';
import { GatewaySettings } from '../settings.js';
import { DistanceProvider } from './distance-provider.js';
import { echo, PICKUP_LOCATIONS_SHOWN, toPickupLocation } from './pickup-location.shapes.js';
import { checked, searchOfSources, sortsByDistance, type PickupSearch } from './pickup-search.rules.js';
import { SEARCH_REQUEST } from './pickup-search.shapes.js';
import { addressOfTerm } from './search-term.rules.js';
import { MagentoError } from './webapi/errors.js';
import { readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';

// Everybody may ask, and each place is measured against each source.
const MOST_PLACES = 1_000;
const SEARCHED = { searchRequest: SEARCH_REQUEST };

/** Where buyers may pick up: route 38 of MSI contract B8. Everybody may ask. */
@Rest()
export class PickupLocationsController {
  constructor(
    private readonly em: EntityManager,
    private readonly provider: DistanceProvider,
    private readonly settings: GatewaySettings,
  ) {}

  @Route('GET', 'V1/inventory/in-store-pickup/pickup-locations', undefined, {
    summary:
      'Finds the pickup locations of a sales channel: by address, within an area, or with items of every SKU named.',
    takes: SEARCHED,
    answers: PICKUP_LOCATIONS_SHOWN,
  })
  async search(@Req() request: FastifyRequest): Promise<object> {
    const asked = checked(readInput(request, SEARCHED).searchRequest);
    const search = searchOfSources(asked);
    const stock = await stockOfChannel(this.em, asked.scopeType, asked.scopeCode);
    if (!stock) throw new MagentoError(404, 'No linked stock found');
    const scope = { stockId: stock.stockId, skus: asked.skus ?? [], area: await this.areaOf(asked) };
    const { items, total } = await searchPickupLocations(this.em, scope, search, this.provider.lookUp);
    const sorted = inOrder(items, sortsByDistance(asked));
    return { items: sorted.map(toPickupLocation), search_request: echo(asked), total_count: total };
  }

  private async areaOf({ area }: PickupSearch): Promise<Area | undefined> {
    if (!area) return undefined;
    const address = addressOfTerm(area.searchTerm, this.settings.DEFAULT_COUNTRY);
    return { places: await this.provider.placesMeantBy(address, MOST_PLACES), radiusKm: area.radius };
  }
}

function inOrder(locations: PickupLocationView[], direction: 'ASC' | 'DESC' | undefined): PickupLocationView[] {
  if (!direction) return locations;
  const sign = direction === 'ASC' ? 1 : -1;
  return [...locations].sort((a, b) => sign * ((a.distanceKm ?? 0) - (b.distanceKm ?? 0)));
}
