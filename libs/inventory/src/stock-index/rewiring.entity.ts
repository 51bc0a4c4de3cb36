import { defineEntity, p } from '@mikro-orm/core';

const RewiringSchema = defineEntity({
  name: 'Rewiring',
  tableName: 'rewiring',
  properties: {
    stockId: p.integer().primary(),
    sourceId: p.integer().primary(),
    lastSkuId: p.integer(),
  },
});

/**
 * A source that was linked to a stock, unlinked, enabled or disabled, while the index rows of its SKUs after `lastSkuId` are still what they
 * were before. As long as a stock has such a row its index rows are not to be believed: what it offers follows from facts.
 */
export class Rewiring extends RewiringSchema.class {}
RewiringSchema.setClass(Rewiring);
