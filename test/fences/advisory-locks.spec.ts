import { execFileSync } from 'node:child_process';

test('no two advisory locks have one number, since rooms that are strangers to each other take them', () => {
  const places = ['apps', 'libs'].map((room) => `${room}/**/*.ts`);
  const found = execFileSync('git', ['grep', '-hoE', '_LOCK = .*7_701_[0-9]+', '--', ...places], { encoding: 'utf8' });
  const numbers = found.match(/7_701_\d+/g)!;
  expect(numbers.length).toBeGreaterThanOrEqual(4);
  expect(new Set(numbers).size).toBe(numbers.length);
});
