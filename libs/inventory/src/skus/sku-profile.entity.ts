import { defineEntity, p } from '@mikro-orm/core';
import { OUTSIDE_COLUMNS } from '../outside.entity.js';

const { publicId: _, ...outside } = OUTSIDE_COLUMNS;

const SkuProfileSchema = defineEntity({
  name: 'SkuProfile',
  tableName: 'sku_profile',
  properties: {
    skuId: p.integer().primary().autoincrement(false),
    deleted: p.boolean(),
    name: p.text().nullable(),
    description: p.text().nullable(),
    imageUrl: p.text().nullable(),
    piecesPerPack: p.integer().nullable(),
    weight: p.double().nullable(),
    unitOfWeight: p.text().nullable(),
    hsTariffNumber: p.text().nullable(),
    doNotShip: p.boolean(),
    ...outside,
  },
});

/** What one says of a SKU; absent when nobody said anything, `deleted` when it is to be forgotten unless a source has an item of it. */
export class SkuProfile extends SkuProfileSchema.class {}
SkuProfileSchema.setClass(SkuProfile);
