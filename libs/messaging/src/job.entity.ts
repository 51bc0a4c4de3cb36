import { defineEntity, p } from '@mikro-orm/core';

const JobSchema = defineEntity({
  name: 'Job',
  tableName: 'job',
  indexes: [{ properties: ['jobId'], name: 'job_unsettled', where: 'not settled' }],
  properties: {
    jobId: p.bigint().primary(),
    publicId: p.text().collation('C').unique(),
    kind: p.text(),
    resourceType: p.text(),
    options: p.json(),
    status: p.text(),
    settled: p.boolean(),
    bulkId: p.bigint().unique().nullable(),
    size: p.integer().nullable(),
    processedCount: p.integer(),
    errorsCount: p.integer(),
    countedTo: p.bigint().nullable(),
    countedProcessed: p.integer(),
    countedErrors: p.integer(),
    warningsCount: p.integer(),
    errorsLog: p.json().nullable(),
    warningsLog: p.json().nullable(),
    token: p.text().collation('C').unique(),
    worker: p.text().collation('C').nullable(),
    workedAt: p.datetime(3).nullable(),
    attempts: p.integer().default(0),
    startedAt: p.datetime(3).nullable(),
    completedAt: p.datetime(3).nullable(),
    interruptedAt: p.datetime(3).nullable(),
    requestId: p.text().collation('C').unique().nullable(),
    fingerprint: p.text().nullable(),
    reference: p.text().nullable(),
    referenceOrigin: p.text().nullable(),
    metadata: p.json(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
});

/**
 * A job that takes its time: its operations are those of its bulk, if it has one; `settled` when nothing of it will change any more,
 * what is counted for good are its operations before `countedTo`.
 */
export class Job extends JobSchema.class {}
JobSchema.setClass(Job);

const JobFileSchema = defineEntity({
  name: 'JobFile',
  tableName: 'job_file',
  properties: {
    jobId: p.bigint().primary().autoincrement(false),
    number: p.integer().primary().autoincrement(false),
    content: p.text(),
  },
});

/** A part of the file that a job has made. */
export class JobFile extends JobFileSchema.class {}
JobFileSchema.setClass(JobFile);
