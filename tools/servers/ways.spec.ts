import { wayOf, wishIn, type Machine } from './ways.js';

const machine = (runsKafka: boolean, runsContainers: boolean): Machine => ({
  runsKafka: () => Promise.resolve(runsKafka),
  runsContainers: () => Promise.resolve(runsContainers),
});
const nobodyAsks: Machine = {
  runsKafka: () => Promise.reject(new Error('It asked for Java.')),
  runsContainers: () => Promise.reject(new Error('It asked for an engine.')),
};

test.each([
  ['Java and an engine', machine(true, true), 'local'],
  ['Java alone', machine(true, false), 'local'],
  ['an engine alone', machine(false, true), 'containers'],
  ['neither', machine(false, false), 'local'],
] as const)('auto, where there is %s', async (_, has, way) => {
  expect(await wayOf('auto', true, has)).toBe(way);
});

test.each(['local', 'containers'] as const)('%s is taken at its word', async (wish) => {
  expect(await wayOf(wish, true, nobodyAsks)).toBe(wish);
});

test('PostgreSQL alone needs neither Java nor an engine', async () => {
  expect(await wayOf('auto', false, nobodyAsks)).toBe('local');
});

test.each([[undefined], ['']])('SERVERS that is %p means auto', (SERVERS) => {
  expect(wishIn({ SERVERS })).toBe('auto');
});

test('SERVERS that names no way is refused with those there are', () => {
  expect(() => wishIn({ SERVERS: 'podman' })).toThrow('SERVERS must be one of local, containers, auto');
});
