import { defineEntity, p } from '@mikro-orm/core';

const AppliedOffsetSchema = defineEntity({
  name: 'AppliedOffset',
  tableName: 'applied_offset',
  properties: {
    topic: p.text().collation('C').primary(),
    partition: p.integer().primary(),
    nextOffset: p.bigint(),
    newestRecord: p.datetime(3).nullable(),
  },
});

/** How far a partition's commands have been applied; locked by the batch that advances it. */
export class AppliedOffset extends AppliedOffsetSchema.class {}
AppliedOffsetSchema.setClass(AppliedOffset);

const OutcomeRecordSchema = defineEntity({
  name: 'OutcomeRecord',
  tableName: 'outcome',
  properties: {
    commandKey: p.uuid().primary(),
    status: p.text(),
    result: p.json(),
    fingerprint: p.text().nullable(),
    recordedAt: p.datetime(3).index(),
  },
});

/** What became of a command, kept against producers that send twice. */
export class OutcomeRecord extends OutcomeRecordSchema.class {}
OutcomeRecordSchema.setClass(OutcomeRecord);

const OutboxRowSchema = defineEntity({
  name: 'OutboxRow',
  tableName: 'outbox',
  properties: {
    outboxId: p.bigint().primary(),
    records: p.text(),
  },
});

/** Records of one batch that wait for the relay. */
export class OutboxRow extends OutboxRowSchema.class {}
OutboxRowSchema.setClass(OutboxRow);

const DeadLetterRowSchema = defineEntity({
  name: 'DeadLetterRow',
  tableName: 'dead_letter',
  uniques: [
    { name: 'dead_letter_place_unique', properties: ['topic', 'partition', 'messageOffset', 'messageTimestamp'] },
  ],
  indexes: [{ properties: ['state', 'deadLetterId'] }],
  properties: {
    deadLetterId: p.bigint().primary(),
    topic: p.text().collation('C'),
    partition: p.integer(),
    messageOffset: p.bigint(),
    messageTimestamp: p.bigint(),
    messageKey: p.blob().nullable(),
    value: p.blob().nullable(),
    headers: p.json().columnType('json'),
    commandId: p.text(),
    commandSource: p.text(),
    commandType: p.text(),
    problemCode: p.text(),
    problem: p.text(),
    stack: p.text().nullable(),
    state: p.text(),
    buriedAt: p.datetime(3).index(),
    settledAt: p.datetime(3).nullable(),
  },
});

/** A command that could never succeed, as it came, with the reason and what became of it. */
export class DeadLetterRow extends DeadLetterRowSchema.class {}
DeadLetterRowSchema.setClass(DeadLetterRow);
