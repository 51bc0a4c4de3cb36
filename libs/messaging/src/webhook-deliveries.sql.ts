import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { WatchedChange } from '#contracts/webhooks';

/**
 * Writes down, in the caller's transaction, what webhooks are to be told of changes, in their order; nothing for those that nobody watches. Whoever
 * knows which kinds are watched need not call it for others.
 */
export async function appendDeliveries(tx: EntityManager, changes: WatchedChange[]): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    insert into webhook_delivery (webhook_id, topic, record_id, seen, status, attempts, due_at, created_at, updated_at)
    select w.webhook_id, w.topic, c."recordId", c.seen, 'waiting', 0, clock_timestamp(), clock_timestamp(), clock_timestamp()
    from rows from (jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as (watch text, "recordId" text, seen jsonb))
      with ordinality as c (watch, "recordId", seen, place)
    join webhook w on w.watch = c.watch and w.disabled_at is null
    order by c.place, w.webhook_id`.execute(tx.getKysely());
}

/** A delivery whose time has come, and whom to tell. `attempt` counts from 1 how often it was taken, whether it was then sent or its gateway died before. */
export interface DueDelivery {
  deliveryId: string;
  attempt: number;
  topic: string;
  recordId: string;
  seen: object | null;
  body: string | null;
  webhookId: number;
  webhookPublicId: string;
  callbackUrl: string;
  includes: string[];
  sharedSecret: string;
}

/** What is under way to each webhook already. */
export type UnderWay = ReadonlyMap<number, number>;

/** How many deliveries may be taken: in all, to one webhook, and to one that failed the last time; and for how long nobody else takes them. */
export interface Taking {
  most: number;
  perWebhook: number;
  leaseMs: number;
}

/**
 * Takes deliveries whose time has come, for `leaseMs`: nobody else takes them before that is over. Of a record each webhook is told in order, so of
 * several the first alone; nothing goes to webhooks that are disabled or whose circuit is open; one that fails gets one at a time.
 */
export async function takeDeliveries(
  em: EntityManager,
  underWay: UnderWay,
  { most, perWebhook, leaseMs }: Taking,
): Promise<DueDelivery[]> {
  const { rows } = await sql<DueDelivery>`
    with room as (
      select w.*, case when coalesce(c.failures, 0) > 0 then 1 else ${perWebhook}::int end - coalesce(u.busy, 0) as free
      from webhook w left join webhook_circuit c using (webhook_id)
      left join unnest(${[...underWay.keys()]}::int[], ${[...underWay.values()]}::int[]) as u (webhook_id, busy) using (webhook_id)
      where w.disabled_at is null and not coalesce(c.is_open, false)),
    due as (
      select r.*, d.webhook_delivery_id from room r cross join lateral (
        select webhook_delivery_id from webhook_delivery d
        where d.webhook_id = r.webhook_id and d.status = 'waiting' and d.due_at <= now() and d.webhook_delivery_id = (
          select webhook_delivery_id from webhook_delivery e
          where e.webhook_id = d.webhook_id and e.record_id = d.record_id and e.status = 'waiting'
          order by webhook_id, record_id, webhook_delivery_id limit 1)
        order by d.due_at, d.webhook_delivery_id limit greatest(r.free, 0) for update skip locked) d
      order by random() limit ${most}::int)
    update webhook_delivery d set due_at = clock_timestamp() + ${leaseMs}::int * interval '1 ms', attempts = d.attempts + 1
    from due where d.webhook_delivery_id = due.webhook_delivery_id
    returning d.webhook_delivery_id as "deliveryId", d.attempts as attempt, d.topic, d.record_id as "recordId", d.seen, d.body,
      due.webhook_id as "webhookId", due.public_id as "webhookPublicId", due.callback_url as "callbackUrl", due.includes,
      due.shared_secret as "sharedSecret"`.execute(em.getKysely());
  return rows;
}

/** What came of an attempt: the answer, or why there was none. */
export interface Attempted {
  body: string | null;
  responseCode: string | null;
  responseMessage: string;
}

/** Writes down that a webhook was told, which sets its failures back; nothing when the delivery was taken by somebody else since. */
export async function settleDelivered(em: EntityManager, due: DueDelivery, attempted: Attempted): Promise<void> {
  await sql`
    with told as (
      update webhook_delivery set status = 'delivered', ${answered(attempted)}
      where ${isStill(due)} returning webhook_id)
    update webhook_circuit c set failures = 0 from told where c.webhook_id = told.webhook_id and failures > 0 and not is_open`.execute(
    em.getKysely(),
  );
}

/**
 * Writes down that a webhook could not be told: tried again in `retryMs`, given up when that is undefined. `toOpen` failures in a row open its circuit.
 * Returns how many there were in a row, undefined when the delivery was taken by somebody else since.
 */
export async function settleFailed(
  em: EntityManager,
  due: DueDelivery,
  attempted: Attempted,
  { retryMs, toOpen }: { retryMs: number | undefined; toOpen: number },
): Promise<number | undefined> {
  const fate =
    retryMs === undefined
      ? sql`status = 'failed'`
      : sql`due_at = clock_timestamp() + ${retryMs}::int * interval '1 ms'`;
  const { rows } = await sql<{ failures: number }>`
    with failed as (
      update webhook_delivery set ${fate}, ${answered(attempted)} where ${isStill(due)} returning webhook_id)
    insert into webhook_circuit as c (webhook_id, failures, is_open)
    select webhook_id, 1, ${toOpen <= 1}::boolean from failed where exists (select from webhook w where w.webhook_id = failed.webhook_id)
    on conflict (webhook_id) do update set failures = c.failures + 1, is_open = c.is_open or c.failures + 1 >= ${toOpen}::int
    returning failures`.execute(em.getKysely());
  return rows[0]?.failures;
}

/** Forgets up to so many deliveries of changes that are older than `days`, whatever became of them; returns how many. */
export async function forgetDeliveries(em: EntityManager, days: number, most: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from webhook_delivery where webhook_delivery_id in (
      select webhook_delivery_id from webhook_delivery where created_at < now() - ${days}::int * interval '1 day' limit ${most}::int)`.execute(
    em.getKysely(),
  );
  return Number(numAffectedRows);
}

function isStill({ deliveryId, attempt }: DueDelivery) {
  return sql`webhook_delivery_id = ${deliveryId}::bigint and attempts = ${attempt}::int and status = 'waiting'`;
}

function answered({ body, responseCode, responseMessage }: Attempted) {
  return sql`body = ${body}::text, response_code = ${responseCode}::text, response_message = ${responseMessage}::text, updated_at = clock_timestamp()`;
}
