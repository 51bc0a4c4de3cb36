import { defineEntity, p } from '@mikro-orm/core';

const LowQuantityNotificationSchema = defineEntity({
  name: 'LowQuantityNotification',
  tableName: 'low_quantity_notification',
  properties: {
    skuId: p.integer().primary(),
    sourceId: p.integer().primary(),
    below: p.decimal().precision(12).scale(4).nullable(),
  },
});

/** Below which quantity a source item is low; null, or no row, means as the configuration of the SKU says. */
export class LowQuantityNotification extends LowQuantityNotificationSchema.class {}
LowQuantityNotificationSchema.setClass(LowQuantityNotification);
