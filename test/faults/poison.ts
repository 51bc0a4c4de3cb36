import type { Message } from 'kafkajs';
import { item, reserveUnchecked } from '#testing/builders';
import { commandMessage } from '#testing/command-message';

/** A kind of message that can never succeed: what it is, the code of its problem and one of it. */
export type Poison = [kind: string, code: string, make: () => Message];

/** Quantity at which a planted trigger fails. */
export const BUG = 666;

/** Every kind of message that can never succeed; the last two while a bug is planted. */
export const POISON: Poison[] = [
  ['broken JSON', 'COMMAND_UNREADABLE', () => saving('{"items": [')],
  ['NUL for JSON', 'COMMAND_UNREADABLE', () => saving('\0{}')],
  [
    'an emoji that is no JSON',
    'COMMAND_UNREADABLE',
    () => saving('{"items": 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀}'),
  ],
  ['an empty value', 'COMMAND_UNREADABLE', () => saving('')],
  ['a tombstone', 'COMMAND_UNREADABLE', () => saving(null)],
  ['what is not UTF-8', 'COMMAND_UNREADABLE', () => saving(Buffer.from(valueOf('CAF\xc9'), 'latin1'))],
  ['an unknown type', 'COMMAND_UNKNOWN', () => saving(valueOf('X'), { ce_type: 'stockwire.SellAll.v1' })],
  ['a type with NUL in it', 'COMMAND_UNKNOWN', () => saving(valueOf('X'), { ce_type: 'stockwire.\0.v1' })],
  ['no headers at all', 'COMMAND_UNKNOWN', () => ({ value: valueOf('X') })],
  ['nothing at all', 'COMMAND_UNKNOWN', () => ({ value: null })],
  ['another shape', 'COMMAND_OFF_SCHEMA', () => saving('{"items": 5}')],
  ['half a surrogate pair', 'COMMAND_OFF_SCHEMA', () => saving(valueOf('\\ud800'))],
  ['the character NUL in a text', 'COMMAND_OFF_SCHEMA', () => saving(valueOf('a\\u0000'))],
  ['a text of NUL 50,000 levels deep', 'COMMAND_OFF_SCHEMA', () => reserving(nested(50_000))],
  ['a megabyte', 'COMMAND_UNREADABLE', () => saving(`{"items": [${'"x",'.repeat(262_144)}`)],
  ['an item that meets a bug', 'COMMAND_FAILED', () => commandMessage(item('eu-1', 'BUGGED', BUG))],
  ['a reservation that meets a bug', 'COMMAND_FAILED', () => commandMessage(reserveUnchecked(2, 'BUGGED', -BUG))],
];

/** Plants a bug: items and reservations of {@link BUG} pieces fail. */
export const PLANT_BUG = [
  `create function fail() returns trigger language plpgsql as $$ begin raise exception 'a planted bug'; end $$`,
  `create trigger fail before insert or update on source_item for each row when (new.quantity = ${BUG}) execute function fail()`,
  `create trigger fail before insert on reservation for each row when (new.quantity = -${BUG}) execute function fail()`,
].join(';');

/** Takes it away. */
export const MEND_BUG = 'drop function fail cascade';

function saving(value: Message['value'], headers: Message['headers'] = {}): Message {
  return { ...commandMessage(item('eu-1', 'X', 1), { headers }), value };
}

function reserving(metadata: string): Message {
  const value = `{"reservations":[{"stockId":2,"sku":"X","quantity":"1","metadata":${metadata}}]}`;
  return { ...commandMessage(reserveUnchecked(2, 'X', 1)), value };
}

function valueOf(sku: string): string {
  return `{"items":[{"sku":"${sku}","sourceCode":"eu-1","quantity":"1","status":1}]}`;
}

function nested(levels: number): string {
  return `${'{"a":'.repeat(levels)}"\\u0000"${'}'.repeat(levels)}`;
}
