import { defineEntity, p } from '@mikro-orm/core';

const BulkSchema = defineEntity({
  name: 'Bulk',
  tableName: 'bulk',
  properties: {
    bulkId: p.bigint().primary(),
    bulkUuid: p.text().collation('C').unique(),
    topic: p.text().nullable(),
    command: p.text(),
    userType: p.smallint(),
    userId: p.integer(),
    operationCount: p.integer(),
    fingerprint: p.text().nullable(),
    traceparent: p.text().nullable(),
    startedAt: p.datetime(3).index(),
  },
});

/** Commands of one kind that were accepted at once, and by whom. */
export class Bulk extends BulkSchema.class {}
BulkSchema.setClass(Bulk);

const BulkOperationSchema = defineEntity({
  name: 'BulkOperation',
  tableName: 'bulk_operation',
  indexes: [{ properties: ['operationId'], name: 'bulk_operation_open', where: 'status = 4' }],
  properties: {
    operationId: p.bigint().primary().autoincrement(false),
    commandKey: p.uuid(),
    orderedBy: p.text(),
    request: p.text(),
    command: p.text().nullable(),
    status: p.smallint(),
    result: p.json().nullable(),
  },
});

/** One command of a bulk: what the client sent, what waits to be sent on, and what became of it. */
export class BulkOperation extends BulkOperationSchema.class {}
BulkOperationSchema.setClass(BulkOperation);
