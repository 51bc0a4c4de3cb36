import fc from 'fast-check';
import { property } from '#testing/property';
import { newPublicId, numberOfPublicId, publicIdOf, type Numbered } from './public-id.js';

const KINDS: Numbered[] = ['sku', 'source_item', 'reserved_stock'];
const kinds = fc.constantFrom(...KINDS);
const numbers = fc.oneof(fc.maxSafeNat(), fc.nat(), fc.constantFrom(0, 1, 2 ** 28, 2 ** 29 - 1, 2 ** 29, 2 ** 53 - 1));

property(
  'a number has one public id of ten letters, which leads back to it',
  fc.tuple(kinds, numbers),
  ([kind, number]) => {
    const publicId = publicIdOf(kind, number);
    expect(publicId).toMatch(/^[A-Za-z]{10}$/);
    expect(numberOfPublicId(kind, publicId)).toBe(number);
  },
);

property(
  'ten letters lead to no number, or to the one of which they are the public id',
  fc.tuple(kinds, fc.stringMatching(/^[A-Za-z]{10}$/)),
  ([kind, letters]) => {
    const number = numberOfPublicId(kind, letters);
    if (number !== undefined) expect(publicIdOf(kind, number)).toBe(letters);
  },
);

test('numbers that follow each other, and those of different kinds, have ids without a likeness', () => {
  const ids = KINDS.flatMap((kind) => Array.from({ length: 1_000 }, (_, number) => publicIdOf(kind, number)));
  expect(new Set(ids).size).toBe(3_000);
  expect(new Set(ids.map((id) => id.slice(0, 4))).size).toBeGreaterThan(2_900);
  expect(new Set(ids.map((id) => id.slice(-4))).size).toBeGreaterThan(2_900);
});

test.each(['', 'abc', 'abcdefghijk', 'abcdefghi1', 'zzzzzzzzzz', 'éééééééééé'])(
  '"%s" is the id of no number',
  (text) => {
    expect(KINDS.map((kind) => numberOfPublicId(kind, text))).toEqual([undefined, undefined, undefined]);
  },
);

test('stored ids are drawn from the same letters', () => {
  expect(newPublicId()).toMatch(/^[A-Za-z]{10}$/);
});
