import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { REFERENCE_COLUMNS } from '../outside.entity.js';

const AddressSchema = defineEntity({
  name: 'Address',
  tableName: 'address',
  properties: {
    publicId: p.text().collation('C').primary(),
    business: p.boolean(),
    firstName: p.text().nullable(),
    lastName: p.text().nullable(),
    company: p.text().nullable(),
    line1: p.text().fieldName('line1').nullable(),
    line2: p.text().fieldName('line2').nullable(),
    city: p.text().nullable(),
    postcode: p.text().nullable(),
    region: p.text().nullable(),
    countryId: p.text(),
    phone: p.text().nullable(),
    email: p.text().nullable(),
    notes: p.text().nullable(),
    billingInfo: p.text().nullable(),
    latitude: p.double().nullable(),
    longitude: p.double().nullable(),
    ...REFERENCE_COLUMNS,
  },
});

/** A postal address. One that a source has says what the source says of its place. */
export class Address extends AddressSchema.class {}
AddressSchema.setClass(Address);

/** A row of table `address`. */
export type AddressRow = InferEntity<typeof AddressSchema>;
