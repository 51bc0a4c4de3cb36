import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { Watch } from '#contracts/webhooks';
import { OUTSIDE_COLUMNS } from '../outside.entity.js';

const WebhookSchema = defineEntity({
  name: 'Webhook',
  tableName: 'webhook',
  properties: {
    webhookId: p.integer().primary(),
    name: p.text().nullable(),
    topic: p.text(),
    watch: p.text().$type<Watch>(),
    callbackUrl: p.text(),
    includes: p.json<string[]>(),
    sharedSecret: p.text(),
    disabledAt: p.datetime(3).nullable(),
    ...OUTSIDE_COLUMNS,
  },
});

/** An address that is told of changes of one kind, unless it is disabled. */
export class Webhook extends WebhookSchema.class {}
WebhookSchema.setClass(Webhook);

/** A row of table `webhook` as decisions see it: its number and its secret are the database's to make. */
export type WebhookRow = Omit<InferEntity<typeof WebhookSchema>, 'webhookId' | 'sharedSecret'>;

const WebhookCircuitSchema = defineEntity({
  name: 'WebhookCircuit',
  tableName: 'webhook_circuit',
  properties: {
    webhookId: p.integer().primary().autoincrement(false),
    failures: p.integer(),
    isOpen: p.boolean(),
  },
});

/** How often in a row a webhook could not be told; absent when it never happened. Nothing is sent while it is open. */
export class WebhookCircuit extends WebhookCircuitSchema.class {}
WebhookCircuitSchema.setClass(WebhookCircuit);

const WebhookDeliverySchema = defineEntity({
  name: 'WebhookDelivery',
  tableName: 'webhook_delivery',
  indexes: [
    { properties: ['webhookId', 'dueAt'], name: 'webhook_delivery_due', where: `status = 'waiting'` },
    {
      ...{ properties: ['webhookId', 'recordId', 'webhookDeliveryId'] as const },
      ...{ name: 'webhook_delivery_in_line', where: `status = 'waiting'` },
    },
    { properties: ['webhookId', 'webhookDeliveryId'] },
  ],
  properties: {
    webhookDeliveryId: p.bigint().primary(),
    webhookId: p.integer(),
    topic: p.text(),
    recordId: p.text().collation('C'),
    seen: p.json<object>().nullable(),
    status: p.text().$type<'waiting' | 'delivered' | 'failed'>(),
    attempts: p.integer(),
    dueAt: p.datetime(3),
    body: p.text().nullable(),
    responseCode: p.text().nullable(),
    responseMessage: p.text().nullable(),
    createdAt: p.datetime(3).index(),
    updatedAt: p.datetime(3),
  },
});

/** What a webhook is told of one change; `seen` are fields of the record as the change left it, `body` what was sent. */
export class WebhookDelivery extends WebhookDeliverySchema.class {}
WebhookDeliverySchema.setClass(WebhookDelivery);
