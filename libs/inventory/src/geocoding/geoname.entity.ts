import { defineEntity, p } from '@mikro-orm/core';

const GeonameSchema = defineEntity({
  name: 'Geoname',
  tableName: 'geoname',
  indexes: [
    { properties: ['countryCode', 'postcodeKey', 'geonameId'] },
    { properties: ['countryCode', 'cityKey', 'geonameId'] },
    { properties: ['countryCode', 'regionKey', 'geonameId'] },
  ],
  properties: {
    geonameId: p.bigint().primary(),
    countryCode: p.text().collation('C'),
    postcodeKey: p.text().collation('C'),
    cityKey: p.text().collation('C'),
    regionKey: p.text().collation('C'),
    latitude: p.double(),
    longitude: p.double(),
  },
});

/** Where a postcode, a place or a region of a country lies. Names are kept as they are compared. */
export class Geoname extends GeonameSchema.class {}
GeonameSchema.setClass(Geoname);
