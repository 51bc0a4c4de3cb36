import { Parser, fromFile, type AsyncAPIDocumentInterface, type MessageInterface } from '@asyncapi/parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { COMMANDS } from '#contracts/commands';
import { envelope } from '#contracts/envelope';
import { problem } from '#contracts/problems';
import { deadLetterRecord } from '#messaging/dead-letter';
import { changeRecord, jobRecord, crossingRecord, headersOf, outcomeRecord, updateRecord } from '#messaging/records';
import { topicsOf } from '#messaging/topics';
import { readCommand } from '#messaging/read-command';

const TIME = '2026-01-15T09:30:00.000Z';
const LEFT_OUT = 'kafka_dlt-left-out';

describe('docs/asyncapi.yaml', () => {
  let document: AsyncAPIDocumentInterface;

  beforeAll(async () => {
    const parsed = await fromFile(new Parser(), 'docs/asyncapi.yaml').parse();
    expect(parsed.diagnostics.filter(({ severity }) => Number(severity) < 2)).toEqual([]);
    document = parsed.document!;
  });

  it('names the topics that the migrate step makes', () => {
    const { commands, dead, updates, events } = topicsOf('');
    expect(
      document
        .allChannels()
        .all()
        .map((channel) => channel.address())
        .sort(),
    ).toEqual([commands, dead, updates, events].sort());
  });

  it('has exactly the commands of the contracts', () => {
    const messages = document.allChannels().get('commands')!.messages().all();
    expect(messages.map((message) => message.id())).toEqual(Object.keys(COMMANDS));
  });

  it('gives each message an example that its schemas accept', () => {
    for (const message of document.allMessages().all()) {
      const examples = message.examples().all();
      expect(examples).not.toHaveLength(0);
      for (const example of examples) {
        expect(faults(message, example.headers()!, example.payload())).toEqual([]);
        const ours = message.name()?.startsWith('stockwire.');
        if (ours) expect(example.headers()!.ce_type).toBe(message.name());
      }
    }
  });

  it('describes stock updates as they are sent', () => {
    const update = { stockId: 2, sku: 'Chair ', quantity: '12.5', reserved: '-2', salableQuantity: '10.5' };
    const record = updateRecord({ ...update, isSalable: true, assigned: true, version: 7, updatedAt: TIME });
    expect(record.key).toBe('2:chair');
    expect(faults(message('StockUpdated'), headersOf(record), JSON.parse(record.value))).toEqual([]);
  });

  it('describes items that became low as they are told', () => {
    const crossing = { sku: 'Chair ', sourceCode: 'eu-1', quantity: '-0.5', notifyStockQty: '1', isLow: true };
    const record = crossingRecord({ ...crossing, updatedAt: TIME });
    expect(record.key).toBe('chair');
    expect(faults(message('LowQuantityCrossed'), headersOf(record), JSON.parse(record.value))).toEqual([]);
  });

  it.each([
    changeRecord({
      type: 'StockReservationChanged',
      data: {
        ...{ reservationId: 'xMXBXuomZG', sku: 'Chair ', sourceCode: 'eu-1', quantity: '2', updatedAt: TIME },
        ...{ status: 'closed', reason: 'expired', ownerId: null, expiresAt: TIME, version: 2, createdAt: TIME },
      },
    }),
    changeRecord({
      type: 'StockTransferChanged',
      data: {
        ...{ transferId: 'xMXBXuomZG', sku: 'Chair ', originSourceCode: 'eu-1', destinationSourceCode: null },
        ...{ quantity: '2', status: 'in_transit', number: '7', createdAt: TIME, updatedAt: TIME },
        ...{ onHoldAt: null, pickingAt: TIME, inTransitAt: TIME, completedAt: null, cancelledAt: null },
        ...{ version: 4, reference: 'r', referenceOrigin: null, metadata: { lorry: 'B-7' } },
      },
    }),
  ])('describes $type as it is told', (record) => {
    expect(record.key).toBe('chair');
    expect(faults(message(record.type), headersOf(record), JSON.parse(record.value))).toEqual([]);
  });

  it('describes a step in the life of a job as it is told', () => {
    const step = { step: 'complete', status: 'completed', resourceType: 'skus' } as const;
    const record = jobRecord({ jobId: 'xMXBXuomZG', kind: 'imports', ...step, updatedAt: TIME });
    expect(record.key).toBe('xMXBXuomZG');
    expect(faults(message('JobChanged'), headersOf(record), JSON.parse(record.value))).toEqual([]);
  });

  it.each([
    ['CommandDone', { status: 'done' as const, view: { reservationIds: [1] } }],
    [
      'CommandRefused',
      { status: 'refused' as const, problems: [problem('STOCK_UNKNOWN', 'stockIds.0', { stockId: 9 })] },
    ],
  ])('describes %s as it is sent', (name, outcome) => {
    const record = outcomeRecord(received(), outcome, TIME);
    expect(record.key).toBe('id-1');
    expect(faults(message(name), headersOf(record), JSON.parse(record.value))).toEqual([]);
  });

  it('describes dead letters as they are sent', () => {
    const place = { topic: 'inventory.commands', partition: 3, group: 'stockwire-worker', received: received() };
    const record = deadLetterRecord({ ...place, problem: problem('COMMAND_FAILED', ''), error: new Error('a bug') });
    const headers = Object.entries(record.headers).map(([name, value]) => [
      name,
      Buffer.from(value as string, 'base64').toString('latin1'),
    ]);
    expect(faults(message('DeadLetter'), Object.fromEntries(headers), {})).toEqual([]);
    const described = Object.keys(message('DeadLetter').headers()!.properties()!).filter((name) => name !== LEFT_OUT);
    expect(Object.keys(record.headers)).toEqual(expect.arrayContaining(described));
    expect(described).toEqual(expect.arrayContaining(required(message('DeadLetter'))));
  });

  const message = (id: string) => document.allMessages().get(id)!;
});

function received() {
  return readCommand('inventory.commands', 3, {
    key: Buffer.from('2'),
    value: Buffer.from('{"stockIds":[2]}'),
    headers: envelope('DeleteStocks', 'id-1', '/spec', TIME),
    timestamp: '1768469400000',
    attributes: 0,
    offset: '1842',
  });
}

function faults(message: MessageInterface, headers: object, payload: unknown): unknown[] {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  ajvFormats.default(ajv);
  const check = (schema: object, data: unknown) => (ajv.validate(schema, data) ? [] : ajv.errors!);
  return [...check(message.headers()!.json<object>(), headers), ...check(message.payload()!.json<object>(), payload)];
}

function required(message: MessageInterface): string[] {
  return message.headers()!.required()!;
}
