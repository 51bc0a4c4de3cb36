import { DeferMode, defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { LabelFormat } from '#contracts/sources';
import { OUTSIDE_COLUMNS } from '../outside.entity.js';

const SourceSchema = defineEntity({
  name: 'Source',
  tableName: 'source',
  uniques: [
    { properties: ['nameKey'], deferMode: DeferMode.INITIALLY_DEFERRED },
    { properties: ['aliasKey'], deferMode: DeferMode.INITIALLY_DEFERRED },
  ],
  properties: {
    sourceId: p.integer().primary().autoincrement(false),
    sourceKey: p.text().collation('C').unique(),
    sourceCode: p.text(),
    nameKey: p.text().collation('C'),
    name: p.text(),
    enabled: p.boolean(),
    contactName: p.text().nullable(),
    email: p.text().nullable(),
    description: p.text().nullable(),
    latitude: p.double().nullable(),
    longitude: p.double().nullable(),
    countryId: p.text(),
    regionId: p.integer().nullable(),
    region: p.text().nullable(),
    city: p.text().nullable(),
    street: p.text().nullable(),
    postcode: p.text(),
    phone: p.text().nullable(),
    fax: p.text().nullable(),
    isPickupLocationActive: p.boolean(),
    frontendName: p.text().nullable(),
    frontendDescription: p.text().nullable(),
    ...OUTSIDE_COLUMNS,
    aliasKey: p.text().collation('C').nullable(),
    alias: p.text().nullable(),
    labelFormat: p.text().$type<LabelFormat>().default('PDF'),
    suppressEtd: p.boolean().default(false),
    addressId: p.text().collation('C').nullable().index(),
  },
});

/** A place that holds stock: a warehouse, a shop. Deleted only while no stock is linked with it and it holds nothing. */
export class Source extends SourceSchema.class {}
SourceSchema.setClass(Source);

/** A row of table `source`. */
export type SourceRow = InferEntity<typeof SourceSchema>;
