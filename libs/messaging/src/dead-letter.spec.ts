import type { IHeaders } from 'kafkajs';
import { problem } from '#contracts/problems';
import { bytes, bytesOfHeaders } from './base64.js';
import { deadLetterRecord } from './dead-letter.js';
import { readCommand } from './read-command.js';

function record(headers: IHeaders, { error, value = Buffer.from('{') }: { error?: Error; value?: Buffer } = {}) {
  const message = { key: Buffer.from([0xff]), value, headers, timestamp: '-1', offset: '4294967297', attributes: 0 };
  const received = readCommand('commands', 258, message);
  const place = { topic: 'commands', partition: 258, group: 'workers' };
  return deadLetterRecord({ ...place, received, problem: problem('COMMAND_FAILED', '', { detail: 'é' }), error });
}

const headersOf = (headers: IHeaders, more = {}) => bytesOfHeaders(record(headers, more).headers);

test('place and reason are written as Spring Kafka writes them: numbers big-endian, texts in UTF-8', () => {
  expect(headersOf({})).toEqual({
    'kafka_dlt-original-topic': Buffer.from('commands'),
    'kafka_dlt-original-partition': Buffer.from([0, 0, 1, 2]),
    'kafka_dlt-original-offset': Buffer.from([0, 0, 0, 1, 0, 0, 0, 1]),
    'kafka_dlt-original-timestamp': Buffer.alloc(8, 0xff),
    'kafka_dlt-original-timestamp-type': Buffer.from('CreateTime'),
    'kafka_dlt-original-consumer-group': Buffer.from('workers'),
    'kafka_dlt-exception-fqcn': Buffer.from('COMMAND_FAILED'),
    'kafka_dlt-exception-message': Buffer.from('The command could not be carried out and lies in the dead letters: é'),
  });
});

test('an error is told with its class, its stack and its causes', () => {
  const error = new TypeError('outer', { cause: new RangeError('inner') });
  const headers = headersOf({}, { error });
  expect(String(headers['kafka_dlt-exception-cause-fqcn'])).toBe('TypeError');
  expect(String(headers['kafka_dlt-exception-stacktrace'])).toMatch(
    /^TypeError: outer\n\s+at [^]*\nCaused by: RangeError: inner\n\s+at /,
  );
});

test('key, value and headers stay as they came, bytes that are no text and headers of one name too', () => {
  const own = { 'x-bytes': Buffer.from([0xff, 0]), 'x-twice': [Buffer.from('a'), Buffer.from([0xfe])] };
  const { key, value, headers } = record(own, { value: Buffer.from([0x80]) });
  expect([bytes(key), bytes(value)]).toEqual([Buffer.from([0xff]), Buffer.from([0x80])]);
  expect(bytesOfHeaders(headers)).toMatchObject(own);
});

test('of a message that was a dead letter before, places add up and the reason is the last', () => {
  const headers = headersOf({ 'kafka_dlt-original-topic': 'before', 'kafka_dlt-exception-fqcn': 'before' });
  expect(headers['kafka_dlt-original-topic']).toEqual([Buffer.from('before'), Buffer.from('commands')]);
  expect(headers['kafka_dlt-exception-fqcn']).toEqual(Buffer.from('COMMAND_FAILED'));
});

test('what would not fit into the topic is left out and says so', () => {
  const { key, value, headers } = record({ ce_id: 'x' }, { value: Buffer.alloc(8 * 1_048_576) });
  expect([key, value, headers.ce_id]).toEqual([null, null, undefined]);
  expect(String(bytesOfHeaders(headers)['kafka_dlt-left-out'])).toBe('key, headers, value');
  expect(headers['kafka_dlt-original-offset']).toBeDefined();
});
