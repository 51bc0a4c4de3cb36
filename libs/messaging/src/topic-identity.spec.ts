import { adoptedPlaces, checkPlaces, TopicReplaced, type Holding } from './topic-identity.js';

const place = (next: bigint) => ({ partition: 0, next, newest: 1_000 });
const holding = (low: bigint, high: bigint, later: bigint, dated = true): Holding => ({
  ...{ partition: 0, low, high, later, dated },
});

describe('the topic that was applied', () => {
  test.each<[string, Holding]>([
    ['with nothing new', holding(0n, 10n, 10n)],
    ['with new records', holding(0n, 15n, 10n)],
    ['whose applied records have been removed', holding(10n, 15n, 10n)],
    ['all of whose records have been removed', holding(10n, 10n, 10n)],
    ['that has lost records before they were applied', holding(12n, 15n, 12n)],
    ['whose records bear the times of their producers, an aborted one a later time', holding(0n, 10n, 3n, false)],
  ])('%s is taken for what it is', (_, held) => {
    expect(() => checkPlaces('commands', [place(10n)], [held])).not.toThrow();
  });
});

describe('a topic that was replaced', () => {
  test.each<[string, Holding, bigint]>([
    ['by an empty one goes on at its beginning', holding(0n, 0n, 0n), 0n],
    ['by a shorter one goes on at its beginning', holding(0n, 5n, 0n), 0n],
    ['by a longer one goes on at its beginning', holding(0n, 50n, 0n), 0n],
    ['by one that has aged goes on at its first newer record', holding(3n, 50n, 3n), 3n],
    ['by its own past goes on at its end', holding(0n, 7n, 7n), 7n],
    ['by one without the partition begins it anew', { ...holding(0n, 0n, 0n), partition: 1 }, 0n],
  ])('%s', (_, held, from) => {
    expect(() => checkPlaces('commands', [place(10n)], [held])).toThrow(TopicReplaced);
    expect(adoptedPlaces([place(10n)], [held])).toMatchObject([{ next: from }]);
  });
});
