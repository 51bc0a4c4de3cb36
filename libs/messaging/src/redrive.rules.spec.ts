import { commandKey } from './command-key.js';
import type { KeptLetter } from './dead-letters.sql.js';
import { namedSkus, redriveOf } from './redrive.rules.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');

const letter = (changes: Partial<KeptLetter> = {}): KeptLetter => ({
  id: '7',
  state: 'waiting',
  buriedAt: '2026-01-15T09:30:00.000Z',
  settledAt: null,
  topic: 'inventory.commands',
  partition: 3,
  offset: '1842',
  timestamp: '1768469400000',
  commandId: 'order-1',
  commandSource: '/shop',
  commandType: 'stockwire.DeleteStocks.v1',
  code: 'COMMAND_FAILED',
  problem: 'It failed.',
  bytes: 1,
  key: Buffer.from([0xff]),
  value: Buffer.from([0xfe]),
  headers: {
    ce_id: base64('order-1'),
    ce_source: base64('/shop'),
    ce_gateway: base64('f'),
    'kafka_dlt-x': base64('x'),
  },
  stack: null,
  ...changes,
});

test('a letter is redriven under an id of its place that is the same each time', () => {
  const { commandId, message } = redriveOf(letter());
  expect(redriveOf(letter({ id: '8' })).commandId).toBe(commandId);
  expect(redriveOf(letter({ offset: '1843' })).commandId).not.toBe(commandId);
  expect(message).toEqual({
    key: Buffer.from([0xff]),
    value: Buffer.from([0xfe]),
    headers: { ce_id: commandId, ce_source: Buffer.from('/shop'), ce_redriveof: 'order-1' },
  });
});

test('its outcome is kept under its source and its new id, the topic standing for a source that it has not', () => {
  const { commandId, commandKey: key } = redriveOf(letter());
  expect(key).toBe(commandKey('/shop', commandId));
  expect(redriveOf(letter({ headers: {} })).commandKey).toBe(commandKey('/inventory.commands', commandId));
});

test.each<[string, string | null, string[]]>([
  [
    'every element of its lists, once',
    '{"items":[{"sku":"A"},{"sku":"B"},{"sku":"A"},null,5],"more":[{"sku":"C"}]}',
    ['A', 'B', 'C'],
  ],
  ['the items of its elements', '{"events":[{"sku":"A","items":[{"sku":"B"}]},{"items":null}]}', ['A', 'B']],
  ['a list of nothing else', '{"skus":["A","B",5],"sourceCodes":["C"]}', ['A', 'B']],
  ['the command itself', '{"sku":"A"}', ['A']],
  ['nothing in metadata', '{"items":[{"sku":"A","metadata":{"sku":"B"}}]}', ['A']],
  ['nothing that is no text', '{"items":[{"sku":5},{"sku":null}]}', []],
  ['nothing in a list of stocks', '{"stockIds":[1]}', []],
  ['nothing that cannot be read', '{"items":[{"sku":"A"}', []],
  ['nothing in null', 'null', []],
  ['nothing in a tombstone', null, []],
])('the SKUs of a letter: %s', (_, value, skus) => {
  expect(namedSkus(value === null ? null : Buffer.from(value))).toEqual(skus);
});
