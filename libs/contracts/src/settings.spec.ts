import { BadSettings, readSettings, ServerSettings } from './settings.js';

const good = { DATABASE_URL: 'postgresql://a@b/c', KAFKA_BROKERS: 'k1:9092,k2:9092' };

test('settings that are not given have their defaults', () => {
  expect(readSettings(ServerSettings, good)).toMatchObject({
    ...good,
    DATABASE_SSL: false,
    KAFKA_REPLICATION: 1,
    KAFKA_PREFIX: '',
    LOG_LEVEL: 'info',
  });
});

test('texts become numbers and truths, empty ones count as not given', () => {
  const given = { ...good, DATABASE_SSL: 'on', KAFKA_REPLICATION: '3', LOG_LEVEL: '' };
  expect(readSettings(ServerSettings, given)).toMatchObject({
    DATABASE_SSL: true,
    KAFKA_REPLICATION: 3,
    LOG_LEVEL: 'info',
  });
});

test('all faults are named at once', () => {
  const wrong = { DATABASE_URL: 'mysql://x', KAFKA_SSL: 'perhaps', KAFKA_REPLICATION: 'three', LOG_LEVEL: 'loud' };
  const reading = () => readSettings(ServerSettings, wrong);
  expect(reading).toThrow(BadSettings);
  for (const name of ['DATABASE_URL', 'KAFKA_BROKERS', 'KAFKA_SSL', 'KAFKA_REPLICATION', 'LOG_LEVEL'])
    expect(reading).toThrow(name);
});
