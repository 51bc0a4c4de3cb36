import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { exactText, json, number, numberedId, text, textOf, time } from '../filter.sql.js';
import type { Found, Search } from '../search.js';
import type { Searchable } from '../searchable.js';
import { findRows } from '../search.sql.js';

/** A webhook with its secret and how it fares; times in ISO 8601 UTC with milliseconds. Commerce Layer contract §2, Webhooks. */
export interface WebhookView {
  publicId: string;
  name: string | null;
  topic: string;
  callbackUrl: string;
  includes: string[];
  sharedSecret: string;
  circuitState: 'closed' | 'open';
  circuitFailures: number;
  disabledAt: string | null;
  reference: string | null;
  referenceOrigin: string | null;
  metadata: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

/** What a webhook was, or is to be, told: the body sent last and what was answered, null before the first attempt. */
export interface WebhookDeliveryView {
  publicId: string;
  webhookPublicId: string;
  callbackUrl: string;
  payload: object | null;
  responseCode: string | null;
  responseMessage: string | null;
  reference: string | null;
  referenceOrigin: string | null;
  metadata: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

/** Webhooks that a search over the fields of {@link WebhookView} finds, oldest first. Throws BadSearch. */
export function searchWebhooks(em: EntityManager, search: Search): Promise<Found<WebhookView>> {
  return findRows(em, WEBHOOKS, search);
}

/** Deliveries that a search over the fields of {@link WebhookDeliveryView} finds, newest first. Throws BadSearch. */
export function searchDeliveries(em: EntityManager, search: Search): Promise<Found<WebhookDeliveryView>> {
  return findRows(em, DELIVERIES, search);
}

/** Webhooks, as they are searched. */
export const WEBHOOKS: Searchable<WebhookView> = {
  table: 'webhook',
  alias: 'w',
  joins: sql`left join webhook_circuit c on c.webhook_id = w.webhook_id`,
  key: sql`w.webhook_id`,
  columns: {
    publicId: exactText('w.public_id'),
    name: text('w.name'),
    topic: text('w.topic'),
    callbackUrl: text('w.callback_url'),
    includes: json(sql.ref('w.includes')),
    sharedSecret: exactText('w.shared_secret'),
    circuitState: textOf(sql`case when c.is_open then 'open' else 'closed' end`),
    circuitFailures: {
      ...number('c.failures'),
      shown: sql`coalesce(c.failures, 0)::float8`,
      compared: sql`coalesce(c.failures, 0)`,
    },
    disabledAt: time('w.disabled_at', { nullable: true }),
    reference: text('w.reference'),
    referenceOrigin: text('w.reference_origin'),
    metadata: json(sql.ref('w.metadata')),
    createdAt: time('w.created_at'),
    updatedAt: time('w.updated_at'),
  },
};

/** What webhooks that are still there were told, as it is searched. */
export const DELIVERIES: Searchable<WebhookDeliveryView> = {
  table: sql`(select d.*, w.public_id as webhook_public_id, w.callback_url from webhook_delivery d join webhook w using (webhook_id))`,
  alias: 'd',
  joins: sql``,
  key: sql`d.webhook_delivery_id desc`,
  columns: {
    publicId: numberedId('d.webhook_delivery_id', 'webhook_delivery'),
    webhookPublicId: exactText('d.webhook_public_id'),
    callbackUrl: text('d.callback_url'),
    payload: json(sql`d.body::json`),
    responseCode: text('d.response_code'),
    responseMessage: text('d.response_message'),
    reference: textOf(sql`null::text`),
    referenceOrigin: textOf(sql`null::text`),
    metadata: json(sql`'{}'::jsonb`),
    createdAt: time('d.created_at'),
    updatedAt: time('d.updated_at'),
  },
};
