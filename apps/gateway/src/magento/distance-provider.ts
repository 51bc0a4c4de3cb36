import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Address } from '#inventory/geocoding/address.rules';
import { distanceMetres, type Coordinates } from '#inventory/geocoding/distance.rules';
import { lookUpPlaces, placesMeantBy, type LookUp } from '#inventory/geocoding/places.queries';
import { GatewaySettings } from '../settings.js';
import { MagentoError } from './webapi/errors.js';

/** One letter is the beginning of many names. */
const MOST_PLACES = 10_000;

/** An address as one writes it. */
export interface PostalAddress extends Address {
  street: string;
}

/** Knows distances, and where addresses lie, as far as `DISTANCE_PROVIDER` goes. MSI contract B7. */
@Injectable()
export class DistanceProvider {
  readonly code: GatewaySettings['DISTANCE_PROVIDER'];

  constructor(
    private readonly em: EntityManager,
    settings: GatewaySettings,
  ) {
    this.code = settings.DISTANCE_PROVIDER;
  }

  /** Where addresses lie; undefined for those that it does not know. */
  readonly lookUp: LookUp = (addresses) =>
    this.code === 'offline' ? lookUpPlaces(this.em, addresses) : Promise.resolve(addresses.map(() => undefined));

  /** The places that an address may mean, `most` of them; none if it does not know any. */
  placesMeantBy(address: Address, most: number): Promise<Coordinates[]> {
    return this.code === 'offline' ? placesMeantBy(this.em, address, most) : Promise.resolve([]);
  }

  /** Where an address lies. Throws 404, or 400 when there is nobody to ask. */
  async placeOf(address: PostalAddress): Promise<Coordinates> {
    this.mustBeOffline();
    const [place] = await this.lookUp([address]);
    return place ?? unknown(address);
  }

  /** Every place that an address may mean, 10,000 at most. Throws 404, or 400 when there is nobody to ask. */
  async placesOf(address: PostalAddress): Promise<Coordinates[]> {
    this.mustBeOffline();
    const places = await this.placesMeantBy(address, MOST_PLACES);
    return places.length > 0 ? places : unknown(address);
  }

  /** The distance between two places in metres. Throws 400 when there is nobody to ask. */
  distance(from: Coordinates, to: Coordinates): number {
    this.mustBeOffline();
    return distanceMetres(from, to);
  }

  private mustBeOffline(): void {
    if (this.code === 'google') throw new MagentoError(400, 'Google API key is not defined');
  }
}

function unknown({ street, postcode, city, region, country }: PostalAddress): never {
  const address = [street, postcode, city, region, country].join(' ');
  throw new MagentoError(404, 'Unknown geoname for %1', [address]);
}
