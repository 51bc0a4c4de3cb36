import type { EntityManager } from '@mikro-orm/postgresql';
import { sql, type RawBuilder } from 'kysely';
import type { CommandName } from '#contracts/commands';
import { commandKey, GATEWAY_SOURCE } from './command-key.js';

/** How operations of a bulk stand, in Magento's numbers, which know of none that is called off. MSI contract A8. */
export const OPERATION = { complete: 1, failedRetriable: 2, failed: 3, open: 4, rejected: 5, calledOff: 6 } as const;

/** Most operations of a job that are under way at a time, so that little more is done once it is interrupted. */
export const MOST_OF_JOB = 250;

/** Channel on which the sender hears of new operations. */
export const BULK_CHANNEL = 'stockwire_bulk';

/** For how many days a bulk is known. */
export const BULK_DAYS = 7;

/** Most operations of a bulk: an operation's id is its bulk's, shifted by as many bits, plus its number. */
export const MAX_OPERATIONS = 2 ** 24;
const NUMBER_BITS = 24;
/** So many jobs fill what may be under way. */
const JOBS_BESIDE = 4;
const MAX_BULKS = 2 ** (63 - NUMBER_BITS) - 1;

/** A bulk to open; `fingerprint` makes a repeat of a request recognisable. Without a `topic` it is what a job has to do. */
export interface BulkToOpen {
  uuid: string;
  topic: string | null;
  command: CommandName;
  userType: number;
  userId: number;
  operationCount: number;
  fingerprint?: string;
  traceparent?: string;
}

/** An operation to keep: the data of its command and the key that orders it, why it is rejected, or that it is called off. */
export interface OperationToAdd<Rejection extends object = { message: string }> {
  number: number;
  request: string;
  order: { data: string; key: string } | { rejection: Rejection } | { calledOff: true };
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
  operations: OperationToAdd<object>[],
): Promise<void> {
  const column = <T>(of: (operation: OperationToAdd<object>) => T) => operations.map(of);
  await sql`
    insert into bulk_operation (operation_id, command_key, ordered_by, request, command, status, result)
    select (${bulk.id}::bigint << ${sql.lit(NUMBER_BITS)}) + number, key, ordered_by, request, command,
      case when command is not null then ${sql.lit(OPERATION.open)} when result is not null then ${sql.lit(OPERATION.rejected)}
        else ${sql.lit(OPERATION.calledOff)} end, result
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

/**
 * Ids of the oldest open operations that may be under way, `limit` at most. Of a job they are ever only its {@link MOST_OF_JOB} oldest open ones:
 * all behind them can be called off, and keep nobody who came later waiting. Each job's bulk is a range of the index, as is each gap between two of
 * them; the limits keep PostgreSQL from reading more of either, whatever its statistics say.
 */
export function oldestOpen(limit: number): RawBuilder<unknown> {
  const openIn = (ranges: RawBuilder<unknown>, most: RawBuilder<unknown>) => sql`
    select o.operation_id from (${ranges}) as range (first, beyond) cross join lateral (
      select operation_id from bulk_operation
      where status = ${sql.lit(OPERATION.open)} and operation_id >= first << ${sql.lit(NUMBER_BITS)}
        and operation_id < beyond << ${sql.lit(NUMBER_BITS)}
      order by operation_id limit ${most}) as o`;
  const gaps = sql`
    select coalesce(lag(id) over (order by id) + 1, 0), id from jobs
    union all select coalesce(max(id) + 1, 0), ${sql.lit(MAX_BULKS)} from jobs`;
  return sql`(
    with jobs as (select bulk_id as id from job where not settled and bulk_id is not null)
    select operation_id from (
      ${openIn(sql`select id, id + 1 from jobs`, sql.lit(MOST_OF_JOB))}
      union all ${openIn(gaps, sql`${limit}::int`)}) as o
    order by operation_id limit ${limit}::int)`;
}

/**
 * The operations of {@link oldestOpen} that may be sent, no more than `bytes` hold, of a job no more than a quarter of them, at least one; of
 * those in `sent` no data. None are of a job before it is in progress.
 */
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
      select *, sum(size) over (order by operation_id) - size as before
      from (
        select operation_id, command_key as key, ordered_by, octet_length(command) as size,
          case when command_key = any(${sent}::uuid[]) then null else command end as data,
          sum(octet_length(command)) over (partition by operation_id >> ${sql.lit(NUMBER_BITS)} order by operation_id)
            - octet_length(command) as before_in_bulk
        from bulk_operation where status = ${sql.lit(OPERATION.open)} and operation_id = any(array(${oldestOpen(limit)}))) as oldest
      where before_in_bulk < ${bytes}::bigint / case when operation_id >> ${sql.lit(NUMBER_BITS)}
        = any(array(select bulk_id from job where not settled and bulk_id is not null)) then ${sql.lit(JOBS_BESIDE)} else 1 end) as o
    cross join lateral (
      select * from bulk where bulk_id = o.operation_id >> ${sql.lit(NUMBER_BITS)} limit 1) as b
    where before < ${bytes}::bigint
      and b.bulk_id <> all(array(select bulk_id from job where not settled and status = 'pending' and bulk_id is not null))
    order by operation_id`.execute(em.getKysely());
  return rows;
}

/** Takes over what became of the operations of {@link oldestOpen}, as far as it is known. */
export function takeOverOutcomes(em: EntityManager, limit: number): Promise<void> {
  return takeOver(em, oldestOpen(limit));
}

/**
 * Takes over what became of `limit` open operations that come after one, whoever may be under way, before their outcomes are forgotten; returns
 * the last it looked at, null when there is none.
 */
export async function takeOverOutcomesAfter(em: EntityManager, limit: number, after: string): Promise<string | null> {
  const next = sql`(select operation_id from bulk_operation
    where status = ${sql.lit(OPERATION.open)} and operation_id > ${after}::bigint order by operation_id limit ${limit}::int)`;
  const { rows } = await sql<{ last: string | null }>`
    select max(operation_id)::text as last from ${next} as o`.execute(em.getKysely());
  await takeOver(em, next);
  return rows[0]!.last;
}

/** No join: PostgreSQL's statistics are of times when thousands of operations were open or none, and it would choose as if they were true. */
async function takeOver(em: EntityManager, ids: RawBuilder<unknown>): Promise<void> {
  await sql`
    update bulk_operation o set (status, result, command) = (
      select c.status, c.result, null::text from (${decided(sql`c.command_key = o.command_key`)}) as c)
    where o.operation_id = any(array(
      select open.operation_id
      from (select operation_id, command_key from bulk_operation
        where status = ${sql.lit(OPERATION.open)} and operation_id = any(array(${ids}))) as open,
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
  cross join lateral (select * from bulk where bulk_id = o.operation_id >> ${sql.lit(NUMBER_BITS)} and topic is not null
    and started_at > now() - make_interval(days => ${sql.lit(BULK_DAYS)}) limit 1) as b
  left join lateral (${decided(sql`c.command_key = o.command_key and o.status = ${sql.lit(OPERATION.open)}`)}) as c on true)`;

/**
 * Calls off what has not been decided of a job's bulk, apart from what may be under way: nothing is before the job `began`. What was rejected
 * behind that was never come to either.
 */
export async function callOffOperations(tx: EntityManager, bulkId: number, began: boolean): Promise<void> {
  const { first, last } = operationIdsOf(bulkId);
  const ofBulk = sql`operation_id between ${first}::bigint and ${last}::bigint`;
  const kept = sql`(select operation_id from bulk_operation where ${ofBulk} and status = ${sql.lit(OPERATION.open)}
    order by operation_id offset ${sql.lit(MOST_OF_JOB - 1)} limit 1)`;
  await sql`
    update bulk_operation set status = ${sql.lit(OPERATION.calledOff)}, command = null, result = null
    where ${ofBulk} and status in (${sql.lit(OPERATION.open)}, ${sql.lit(OPERATION.rejected)})
      and operation_id > ${began ? kept : sql`${first - 1}::bigint`}`.execute(tx.getKysely());
}

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
