import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DistanceProvider } from './distance-provider.js';
import { ADDRESS, addressOf, coordinatesOf, LAT_LNG, LAT_LNG_SHOWN, toLatLng } from './distance.shapes.js';
import { readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { float, list, text } from './webapi/types.js';

const READ = 'Magento_InventoryApi::source';
const ENDS = { source: LAT_LNG, destination: LAT_LNG };
const ADDRESSED = { address: ADDRESS };

/** Distances, and where addresses lie: routes 34 to 37 of MSI contract B7. */
@Rest()
export class DistanceController {
  constructor(private readonly provider: DistanceProvider) {}

  @Route('GET', 'V1/inventory/get-distance-provider-code', READ, {
    summary: 'Tells who knows distances and where addresses lie.',
    answers: text,
  })
  code(): string {
    return this.provider.code;
  }

  @Route('GET', 'V1/inventory/get-distance', READ, {
    summary: 'Tells the distance between two places, in metres.',
    takes: ENDS,
    answers: float,
  })
  distance(@Req() request: FastifyRequest): number {
    const { source, destination } = readInput(request, ENDS);
    return this.provider.distance(coordinatesOf(source), coordinatesOf(destination));
  }

  @Route('GET', 'V1/inventory/get-latlng-from-address', READ, {
    summary: 'Tells where an address lies; each of its fields must be given, be it empty.',
    takes: ADDRESSED,
    answers: LAT_LNG_SHOWN,
  })
  async place(@Req() request: FastifyRequest): Promise<object> {
    return toLatLng(await this.provider.placeOf(addressOf(readInput(request, ADDRESSED).address)));
  }

  @Route('GET', 'V1/inventory/get-latslngs-from-address', READ, {
    summary: 'Tells every place that an address may mean.',
    takes: ADDRESSED,
    answers: list(LAT_LNG_SHOWN),
  })
  async places(@Req() request: FastifyRequest): Promise<object[]> {
    const places = await this.provider.placesOf(addressOf(readInput(request, ADDRESSED).address));
    return places.map(toLatLng);
  }
}
