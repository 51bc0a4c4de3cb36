import fc from 'fast-check';
import { property } from '#testing/property';
import { cut } from './cut.rules.js';

const weights = (...list: number[]) => list.map((weight) => ({ weight }));
const alike = () => 'alike';

test('messages share a batch up to its weight', () => {
  expect(cut(weights(2, 2, 2), 4, alike)).toEqual([weights(2, 2), weights(2)]);
});

test('a message heavier than the limit has a batch of its own', () => {
  expect(cut(weights(1, 9, 1), 4, alike)).toEqual([weights(1), weights(9), weights(1)]);
});

test.each([
  ['messages of different kinds part', 'aaba', ['aa', 'b', 'a']],
  ['a message without a kind goes with any', '?a?a?', ['?a?a?']],
  ['a message without a kind brings no two kinds together', 'a?b', ['a?', 'b']],
])('%s', (_, kinds, batches) => {
  const messages = [...kinds].map((kind) => ({ kind, weight: 1 }));
  const parts = cut(messages, 10, ({ kind }) => (kind === '?' ? undefined : kind));
  expect(parts.map((part) => part.map(({ kind }) => kind).join(''))).toEqual(batches);
});

test('no messages are no batch', () => {
  expect(cut([], 10, alike)).toEqual([]);
});

const messages = fc.array(
  fc.record({ weight: fc.integer({ min: 1, max: 12 }), kind: fc.constantFrom('a', 'b', undefined) }),
);

property(
  'a batch is of one kind and no heavier than allowed, and could not have been longer',
  fc.record({ messages, limit: fc.integer({ min: 1, max: 20 }) }),
  ({ messages, limit }) => {
    const batches = cut(messages, limit, ({ kind }) => kind);
    expect(batches.flat()).toEqual(messages);
    const weight = (batch: typeof messages) => batch.reduce((sum, message) => sum + message.weight, 0);
    const kinds = (batch: typeof messages) => new Set(batch.flatMap(({ kind }) => kind ?? []));
    batches.forEach((batch, index) => {
      if (batch.length > 1) expect(weight(batch)).toBeLessThanOrEqual(limit);
      expect(kinds(batch).size).toBeLessThanOrEqual(1);
      const longer = [...batch, ...(batches[index + 1] ?? []).slice(0, 1)];
      if (longer.length > batch.length) expect(weight(longer) > limit || kinds(longer).size > 1).toBe(true);
    });
  },
);
