import { BadSettings, readSettings } from '#contracts/settings';
import { AccessSettings } from './access-settings.js';

const read = (USERS?: string) =>
  readSettings(AccessSettings, {
    ...{ DATABASE_URL: 'postgresql://a@b/c', KAFKA_BROKERS: 'k:9092', ADMIN_USERNAME: 'admin', ADMIN_PASSWORD: 'x' },
    ...{ CLIENT_ID: 'x', CLIENT_SECRET: 'x', TOKEN_SECRET: 'x'.repeat(32), USERS },
  }).USERS;

const reader = { username: 'reader', password: 'p', resources: ['Magento_InventoryApi::stock'] };

test('users are a JSON list, none by default', () => {
  expect(read(JSON.stringify([reader]))).toEqual([reader]);
  expect(read()).toEqual([]);
});

test.each([
  '[',
  '{}',
  '"reader"',
  '[1]',
  '[null]',
  '[{"username":"a","password":"b"}]',
  '[{"username":"","password":"b","resources":[]}]',
  '[{"username":"a","password":"b","resources":[1]}]',
  JSON.stringify([reader, reader]),
  JSON.stringify([{ ...reader, username: 'admin' }]),
])('users are refused without their passwords being told: %s', (given) => {
  const reading = () => read(given);
  expect(reading).toThrow(BadSettings);
  expect(reading).toThrow(/^These settings are wrong:\n {2}USERS must be a JSON list of [^\n]+$/);
});
