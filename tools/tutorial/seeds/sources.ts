/** A source as it is sent to `POST …/V1/inventory/sources`. */
export interface SourceSeed {
  name: string;
  source_code: string;
  postcode: string;
  enabled: boolean;
  contact_name: string;
  country_id: string;
  city: string;
  region?: string;
  street?: string;
  latitude?: number;
  longitude?: number;
}

/** The four sources of the merchant tutorial's first step, as printed there. */
export const FIRST_SOURCES: SourceSeed[] = [
  {
    name: 'London Warehouse',
    source_code: 'uk_warehouse',
    postcode: 'WC2N 5DU',
    enabled: true,
    contact_name: 'Ethan Carter',
    country_id: 'GB',
    city: 'London',
  },
  {
    name: 'London Flagship Store',
    source_code: 'uk_store',
    postcode: 'SW1A 1AB',
    enabled: true,
    contact_name: 'Ralf Schneider',
    country_id: 'GB',
    city: 'London',
  },
  {
    name: 'Berlin Warehouse',
    source_code: 'de_warehouse',
    postcode: '10115',
    enabled: true,
    contact_name: 'Ralf Schneider',
    country_id: 'DE',
    city: 'Berlin',
  },
  {
    name: 'New York Warehouse',
    source_code: 'us_warehouse',
    postcode: '11368',
    enabled: true,
    contact_name: 'Fred Wilson',
    country_id: 'US',
    city: 'New York',
  },
];

/** The six sources that its linking step names. */
export const LINKED_SOURCES: SourceSeed[] = [
  {
    name: 'Baltimore Port Warehouse',
    source_code: 'baltimore_wh',
    street: '2700 Broening Highway',
    postcode: '21222',
    city: 'Baltimore',
    region: 'Maryland',
    country_id: 'US',
    latitude: 39.2582,
    longitude: -76.5443,
    enabled: true,
    contact_name: 'Grace Miller',
  },
  {
    name: 'Austin Warehouse',
    source_code: 'austin_wh',
    street: '3600 Presidential Boulevard',
    postcode: '78719',
    city: 'Austin',
    region: 'Texas',
    country_id: 'US',
    latitude: 30.2025,
    longitude: -97.6664,
    enabled: true,
    contact_name: 'Luis Ortega',
  },
  {
    name: 'Reno Warehouse',
    source_code: 'reno_wh',
    street: '2001 East Plumb Lane',
    postcode: '89502',
    city: 'Reno',
    region: 'Nevada',
    country_id: 'US',
    latitude: 39.506,
    longitude: -119.7754,
    enabled: true,
    contact_name: 'Hannah Lee',
  },
  {
    name: 'Berlin Westhafen Warehouse',
    source_code: 'berlin_wh',
    street: 'Westhafenstraße 1',
    postcode: '13353',
    city: 'Berlin',
    region: 'Berlin',
    country_id: 'DE',
    latitude: 52.5377,
    longitude: 13.342,
    enabled: true,
    contact_name: 'Jana Vogel',
  },
  {
    name: 'Frankfurt CargoCity Warehouse',
    source_code: 'frankfurt_wh',
    street: 'CargoCity Süd',
    postcode: '60549',
    city: 'Frankfurt am Main',
    region: 'Hessen',
    country_id: 'DE',
    latitude: 50.0264,
    longitude: 8.5431,
    enabled: true,
    contact_name: 'Murat Yildiz',
  },
  {
    name: 'Headquarters',
    source_code: 'hq',
    street: '350 Fifth Avenue',
    postcode: '10118',
    city: 'New York',
    region: 'New York',
    country_id: 'US',
    latitude: 40.7484,
    longitude: -73.9857,
    enabled: true,
    contact_name: 'Olivia Brooks',
  },
];
