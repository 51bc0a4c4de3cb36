import kafkajs from 'kafkajs';
import { failureOf } from './failure.rules.js';
import { within } from './within.js';

const error = (code: string, cause?: Error) => Object.assign(new Error(code, { cause }), { code });

test.each(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '08006', '53100', '53300', '25006'])(
  '%s is an outage, also as a cause',
  (code) => {
    expect(failureOf(error(code))).toBe('outage');
    expect(failureOf(new Error('wrapped', { cause: error(code) }))).toBe('outage');
  },
);

test.each(['40P01', '40001', '23505'])('%s is a conflict', (code) => {
  expect(failureOf(error(code))).toBe('conflict');
});

test('a lost connection is an outage also when it has no code', () => {
  expect(failureOf(new Error('Connection terminated unexpectedly'))).toBe('outage');
  expect(failureOf(new AggregateError([error('ECONNREFUSED')]))).toBe('outage');
});

test('whatever the client of Kafka throws is an outage', () => {
  expect(failureOf(new kafkajs.KafkaJSError('The leader has moved.'))).toBe('outage');
  expect(failureOf(new Error('wrapped', { cause: new kafkajs.KafkaJSConnectionError('closed') }))).toBe('outage');
});

test('what takes longer than Kafka is waited for is an outage', async () => {
  const late = within(1, new Promise(() => undefined)).catch((error: unknown) => error);
  expect(failureOf(await late)).toBe('outage');
});

test('anything else is a bug', () => {
  expect(failureOf(new TypeError('x is undefined'))).toBe('bug');
  expect(failureOf(error('22P02'))).toBe('bug');
  expect(failureOf('a text')).toBe('bug');
});
