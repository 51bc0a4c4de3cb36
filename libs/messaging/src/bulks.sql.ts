import type { EntityManager } from '@mikro-orm/postgresql';
import { sql, type RawBuilder } from 'kysely';
import type { CommandName } from '#contracts/commands';
import { commandKey, GATEWAY_SOURCE } from './command-key.js';

/** How operations of a bulk stand, in Magento's numbers. MSI contract A8. */
export const OPERATION = { complete: 1, failedRetriable: 2, failed: 3, open: 4, rejected: 5 } as const;

/** Channel on which the sender hears of new operations. */
export const BULK_CHANNEL = 'stockwire_bulk';

/** For how many days a bulk is known. */
export const BULK_DAYS = 7;

/** Most operations of a bulk: an operation's id is its bulk's, shifted by as many bits, plus its number. */
export const MAX_OPERATIONS = 2 ** 24;
const NUMBER_BITS = 24;

/** A bulk to open; `fingerprint` makes a repeat of a request recognisable. */
export interface BulkToOpen {
  uuid: string;
  topic: string;
  command: CommandName;
  userType: number;
  userId: number;
  operationCount: number;
  fingerprint?: string;
  traceparent?: string;
}

/** An operation to keep: the data of its command and the key that orders it, or why it is rejected. */
export interface OperationToAdd {
  number: number;
  request: string;
  order: { data: string; key: string } | { rejection: { message: string } };
}

/** The id of a new bulk; nothing when there is one of that UUID. Wakes the sender at the commit. */
export async function openBulk(tx: EntityManager, bulk: BulkToOpen): Promise<string | undefined> {
  const { uuid, topic, command, userType, userId, operationCount, fingerprint = null, traceparent = null } = bulk;
  const { rows } = await sql<{ id: string }>`
    with opened as (
      insert into bulk (bulk_uuid, topic, command, user_type, user_id, operation_count, fingerprint, traceparent, started_at)
      values (${uuid}, ${topic}, ${command}, ${userType}, ${userId}, ${operationCount}, ${fingerprint}, ${traceparent}, now())
      on conflict (bulk_uuid) do nothing returning bulk_id as id)
    select id, pg_notify(${BULK_CHANNEL}, '') from opened`.execute(tx.getKysely());
  return rows[0]?.id;
}

/** The fingerprint of the bulk of this UUID. */
export async function fingerprintOf(tx: EntityManager, uuid: string): Promise<string | null | undefined> {
  const { rows } = await sql<{ fingerprint: string | null }>`
    select fingerprint from bulk where bulk_uuid = ${uuid}`.execute(tx.getKysely());
  return rows[0]?.fingerprint;
}

/** Adds operations to a bulk, open or rejected. */
export async function addOperations(
  tx: EntityManager,
  bulk: { id: string; uuid: string },
  operations: OperationToAdd[],
): Promise<void> {
  const column = <T>(of: (operation: OperationToAdd) => T) => operations.map(of);
  await sql`
    insert into bulk_operation (operation_id, command_key, ordered_by, request, command, status, result)
    select (${bulk.id}::bigint << ${sql.lit(NUMBER_BITS)}) + number, key, ordered_by, request, command,
      case when command is null then ${sql.lit(OPERATION.rejected)} else ${sql.lit(OPERATION.open)} end, result
    from unnest(${column(({ number }) => number)}::int[], ${column(({ number }) => keyOf(bulk.uuid, number))}::uuid[],
      ${column(({ order }) => ('key' in order ? order.key : ''))}::text[], ${column(({ request }) => request)}::text[],
      ${column(({ order }) => ('data' in order ? order.data : null))}::text[],
      ${column(({ order }) => ('rejection' in order ? JSON.stringify(order.rejection) : null))}::jsonb[])
      as o (number, key, ordered_by, request, command, result)`.execute(tx.getKysely());
}

/** An open operation; without `data` it is one of those that the asker has sent already. */
export interface OpenOperation {
  key: string;
  commandId: string;
  command: CommandName;
  orderedBy: string;
  data: string | null;
  traceparent: string | null;
}

/** The oldest open operations, `limit` of them at most and no more than `bytes` hold, at least one; of those in `sent` no data. */
export async function openOperations(
  em: EntityManager,
  limit: number,
  bytes: number,
  sent: string[],
): Promise<OpenOperation[]> {
  const { rows } = await sql<OpenOperation>`
    select key, b.bulk_uuid || ':' || (operation_id & ${sql.lit(MAX_OPERATIONS - 1)}) as "commandId", b.command,
      ordered_by as "orderedBy", data, b.traceparent
    from (
      select operation_id, command_key as key, ordered_by,
        case when command_key = any(${sent}::uuid[]) then null else command end as data,
        sum(octet_length(command)) over (order by operation_id) - octet_length(command) as before
      from (select * from bulk_operation where status = ${sql.lit(OPERATION.open)} order by operation_id
        limit ${limit}::int) as oldest) as o
    cross join lateral (
      select * from bulk where bulk_id = o.operation_id >> ${sql.lit(NUMBER_BITS)} limit 1) as b
    where before < ${bytes}::bigint
    order by operation_id`.execute(em.getKysely());
  return rows;
}

/**
 * Takes over what became of the oldest `limit` open operations, as far as it is known, before their outcomes are forgotten. No join: PostgreSQL's
 * statistics are of times when thousands of operations were open or none, and it would choose as if they were true.
 */
export async function takeOverOutcomes(em: EntityManager, limit: number): Promise<void> {
  await sql`
    update bulk_operation o set (status, result, command) = (
      select c.status, c.result, null::text from (${decided(sql`c.command_key = o.command_key`)}) as c)
    where o.operation_id = any(array(
      select open.operation_id
      from (select operation_id, command_key from bulk_operation where status = ${sql.lit(OPERATION.open)}
        order by operation_id limit ${limit}::int) as open,
        lateral (select from outcome c where c.command_key = open.command_key limit 1) as c))`.execute(em.getKysely());
}

/**
 * Operations as they stand at this moment, whether their outcomes have been taken over or not, one row each: `operation_id`, `number`,
 * `request`, `status`, `result` (the view when it is complete, a rejection, or the problems), and the columns of its bulk. Whoever wants those
 * of one bulk names their ids: the limits keep PostgreSQL from beginning with anything else.
 */
export const OPERATIONS_NOW = sql`(
  select o.operation_id, (o.operation_id & ${sql.lit(MAX_OPERATIONS - 1)})::int as number, o.request,
    coalesce(c.status, o.status) as status, coalesce(c.result, o.result) as result,
    case when coalesce(c.status, o.status) in (2, 3, 5) then 0 end as error_code,
    b.bulk_uuid, b.topic, b.command, b.started_at
  from bulk_operation o
  cross join lateral (select * from bulk where bulk_id = o.operation_id >> ${sql.lit(NUMBER_BITS)}
    and started_at > now() - make_interval(days => ${sql.lit(BULK_DAYS)}) limit 1) as b
  left join lateral (${decided(sql`c.command_key = o.command_key and o.status = ${sql.lit(OPERATION.open)}`)}) as c on true)`;

/** The ids that operations of a bulk can have. */
export function operationIdsOf(bulkId: number): { first: number; last: number } {
  return { first: bulkId * MAX_OPERATIONS, last: (bulkId + 1) * MAX_OPERATIONS - 1 };
}

/** Forgets bulks that are known no longer and have nothing open, at most `limit` of their operations; returns how many. */
export async function forgetBulks(em: EntityManager, limit: number): Promise<number> {
  const oneOf = (more: RawBuilder<unknown>) => sql`(
    select operation_id from bulk_operation where operation_id between bulk_id << ${sql.lit(NUMBER_BITS)}
      and (bulk_id << ${sql.lit(NUMBER_BITS)}) + ${sql.lit(MAX_OPERATIONS - 1)} ${more} order by operation_id limit 1)`;
  const { rows } = await sql<{ forgotten: number }>`
    with old as materialized (
      select bulk_id from bulk where started_at <= now() - make_interval(days => ${sql.lit(BULK_DAYS)})
        and ${oneOf(sql`and status = ${sql.lit(OPERATION.open)}`)} is null
      order by started_at limit 100),
    operations as (
      delete from bulk_operation where ctid = any(array(
        select o.ctid from old cross join lateral (
          select ctid from bulk_operation where operation_id between bulk_id << ${sql.lit(NUMBER_BITS)}
            and (bulk_id << ${sql.lit(NUMBER_BITS)}) + ${sql.lit(MAX_OPERATIONS - 1)}
          order by operation_id limit ${limit}::int) as o
        limit ${limit}::int))
      returning operation_id),
    bulks as (delete from bulk where bulk_id in (select bulk_id from old) and ${oneOf(sql``)} is null returning bulk_id)
    select ((select count(*) from operations) + (select count(*) from bulks))::int as forgotten`.execute(
    em.getKysely(),
  );
  return rows[0]!.forgotten;
}

function keyOf(uuid: string, number: number): string {
  return commandKey(GATEWAY_SOURCE, `${uuid}:${number}`);
}

/** What the outcome of a command makes of its operation. The limit keeps it a look by key, whatever the planner thinks of it. */
function decided(which: RawBuilder<unknown>) {
  return sql`
    select case when c.status = 'done' then ${sql.lit(OPERATION.complete)}
      when c.result -> 0 ->> 'code' = 'COMMAND_FAILED' then ${sql.lit(OPERATION.failedRetriable)}
      else ${sql.lit(OPERATION.failed)} end as status, c.result
    from outcome c where ${which} limit 1`;
}
