import fc from 'fast-check';
import { property } from '#testing/property';
import { recordsIn, rowsOf, type BytesRecord, type EventRecord } from './outbox-rows.js';

const text = fc.string({ unit: 'grapheme' });
const bytes = fc.option(fc.base64String());
const event = fc.record<EventRecord>({
  topic: fc.constantFrom('updates', 'events'),
  ...{ key: text, type: text, id: text, time: text, value: fc.json() },
});
const traced = fc.tuple(event, fc.string({ minLength: 1 })).map(([it, traceparent]) => ({ ...it, traceparent }));
const letter = fc.record<BytesRecord>({
  ...{ topic: fc.constant('dead'), encoding: fc.constant('base64') },
  ...{ key: bytes, headers: fc.dictionary(text, fc.base64String()), value: bytes },
});

const all = fc.array(fc.oneof(event, traced, letter), { minLength: 1 });

property('records come out of their rows as they went in, in their order', all, (records) => {
  expect(rowsOf(records).flatMap((row) => [...recordsIn(row)])).toEqual(records);
});
