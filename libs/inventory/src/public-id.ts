import { randomInt } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A new opaque id of ten letters for the world outside, one of 1.4e17. Commerce Layer contract §1, "Common to every record". */
export function newPublicId(): string {
  return Array.from({ length: 10 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** Records that are numbered and hot, so that no public id is stored with them: theirs is made of their number. */
export type Numbered = 'sku' | 'source_item' | 'reserved_stock' | 'webhook_delivery';

/** The public id of a record's number, a whole number up to 2^53: ten letters that look like any, for the numbers of each kind other ones. */
export function publicIdOf(kind: Numbered, number: number): string {
  const halves = ROUNDS.reduce((so, round) => turned(so, KEYS[kind], round), [
    Math.floor(number / RIGHT),
    number % RIGHT,
  ] as Halves);
  let rest = BigInt(halves[0]) * BigInt(RIGHT) + BigInt(halves[1]);
  return Array.from({ length: 10 }, () => {
    const letter = LETTERS[Number(rest % 52n)]!;
    rest /= 52n;
    return letter;
  }).join('');
}

/** The number that a public id was made of; undefined when it was made of none. */
export function numberOfPublicId(kind: Numbered, publicId: string): number | undefined {
  if (!/^[A-Za-z]{10}$/.test(publicId)) return undefined;
  const value = [...publicId].reduceRight((sum, letter) => sum * 52n + BigInt(LETTERS.indexOf(letter)), 0n);
  if (value >= BigInt(LEFT) * BigInt(RIGHT)) return undefined;
  const halves = ROUNDS.reduceRight((so, round) => turned(so, KEYS[kind], round), [
    Number(value / BigInt(RIGHT)),
    Number(value % BigInt(RIGHT)),
  ] as Halves);
  const number = halves[0] * RIGHT + halves[1];
  return Number.isSafeInteger(number) ? number : undefined;
}

type Halves = [left: number, right: number];

// 57 bits, the most that ten of 52 letters hold.
const LEFT = 2 ** 28;
const RIGHT = 2 ** 29;
const ROUNDS = [0, 1, 2, 3, 4, 5];
const KEYS: Record<Numbered, number> = {
  ...{ sku: 0x51ed270b, source_item: 0x2545f491, reserved_stock: 0x6c8e9cf5, webhook_delivery: 0x1b873593 },
};

/** A round of a Feistel network: one half takes in what the other makes of itself, and does so again on the way back. */
function turned([left, right]: Halves, key: number, round: number): Halves {
  const by = (half: number) => scattered(half ^ (key + Math.imul(round, 0x61c88647)));
  return round % 2 === 0 ? [(left ^ (by(right) % LEFT)) >>> 0, right] : [left, (right ^ (by(left) % RIGHT)) >>> 0];
}

function scattered(value: number): number {
  let bits = Math.imul(value ^ (value >>> 15), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
