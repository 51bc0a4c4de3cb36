import { cut } from './cut.rules.js';

const weights = (...list: number[]) => list.map((weight) => ({ weight }));
const always = () => true;

test('messages share a batch up to its weight', () => {
  expect(cut(weights(2, 2, 2), 4, always)).toEqual([weights(2, 2), weights(2)]);
});

test('a message heavier than the limit has a batch of its own', () => {
  expect(cut(weights(1, 9, 1), 4, always)).toEqual([weights(1), weights(9), weights(1)]);
});

test('neighbours that must not share a batch part', () => {
  const kinds = ['a', 'a', 'b', 'a'].map((kind) => ({ kind, weight: 1 }));
  const batches = cut(kinds, 10, (one, other) => one.kind === other.kind);
  expect(batches.map((batch) => batch.map(({ kind }) => kind).join(''))).toEqual(['aa', 'b', 'a']);
});

test('no messages are no batch', () => {
  expect(cut([], 10, always)).toEqual([]);
});
