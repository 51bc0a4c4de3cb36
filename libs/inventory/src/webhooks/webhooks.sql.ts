import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { Webhook, type WebhookRow } from './webhook.entity.js';

/** Every webhook, as decisions see it; call it under the topology lock. */
export async function loadWebhooks(tx: EntityManager): Promise<WebhookRow[]> {
  const rows = await tx.find(Webhook, {}, { disableIdentityMap: true });
  return rows.map(({ webhookId: _, sharedSecret: __, ...row }) => ({ ...(row as WebhookRow) }));
}

/** Writes webhooks whole; one that is new gets a secret. */
export async function writeWebhooks(tx: EntityManager, rows: WebhookRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into webhook (public_id, name, topic, watch, callback_url, includes, shared_secret, disabled_at, reference, reference_origin,
      metadata, created_at, updated_at)
    select "publicId", name, topic, watch, "callbackUrl", includes, replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''),
      "disabledAt", reference, "referenceOrigin", metadata, "createdAt", "updatedAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("publicId" text, name text, topic text, watch text, "callbackUrl" text,
      includes jsonb, "disabledAt" timestamptz, reference text, "referenceOrigin" text, metadata jsonb, "createdAt" timestamptz,
      "updatedAt" timestamptz)
    on conflict (public_id) do update set name = excluded.name, topic = excluded.topic, watch = excluded.watch,
      callback_url = excluded.callback_url, includes = excluded.includes, disabled_at = excluded.disabled_at,
      reference = excluded.reference, reference_origin = excluded.reference_origin, metadata = excluded.metadata,
      updated_at = excluded.updated_at`.execute(tx.getKysely());
}

/** Removes webhooks and their circuits; their deliveries are found no more, and forgotten in time. */
export async function removeWebhooks(tx: EntityManager, publicIds: string[]): Promise<void> {
  if (publicIds.length === 0) return;
  await sql`
    with gone as (delete from webhook where public_id = any(${publicIds}::text[]) returning webhook_id)
    delete from webhook_circuit where webhook_id in (select webhook_id from gone)`.execute(tx.getKysely());
}

/** Lets webhooks be told again. */
export async function closeCircuits(tx: EntityManager, publicIds: string[]): Promise<void> {
  if (publicIds.length === 0) return;
  await sql`
    delete from webhook_circuit using webhook w
    where w.webhook_id = webhook_circuit.webhook_id and w.public_id = any(${publicIds}::text[])`.execute(
    tx.getKysely(),
  );
}
