import type { Base64Headers } from './base64.js';

/** A record for Kafka, `topic` by its role. */
export type OutboxRecord = EventRecord | BytesRecord;

/** An event of ours: what its envelope is made of, and its data as JSON. */
export interface EventRecord {
  topic: 'updates' | 'events';
  key: string;
  type: string;
  id: string;
  time: string;
  traceparent?: string;
  value: string;
}

/** A record of bytes that may be no text: key, value and every value of a header as base64. */
export interface BytesRecord {
  topic: 'dead';
  encoding: 'base64';
  key: string | null;
  headers: Base64Headers;
  value: string | null;
}

const ROW_CHARACTERS = 1_000_000;

/** The rows that keep records in their order, each of about a megabyte at the most or of one record; a record is a line. */
export function rowsOf(records: OutboxRecord[]): string[] {
  const rows: string[] = [];
  let lines: string[] = [];
  let characters = 0;
  for (const record of records) {
    const line = lineOf(record);
    if (lines.length > 0 && characters + line.length > ROW_CHARACTERS) {
      rows.push(lines.join('\n'));
      lines = [];
      characters = 0;
    }
    lines.push(line);
    characters += line.length;
  }
  return [...rows, lines.join('\n')];
}

/** The records that a row keeps. */
export function* recordsIn(row: string): Generator<OutboxRecord> {
  for (let begin = 0; begin < row.length;) {
    const newline = row.indexOf('\n', begin);
    const end = newline < 0 ? row.length : newline;
    yield recordIn(row.slice(begin, end));
    begin = end + 1;
  }
}

/** An event's data follows its envelope after a tab, as it is: neither ever holds a raw one, and escaping JSON within JSON takes time. */
function lineOf(record: OutboxRecord): string {
  if (record.topic === 'dead') return JSON.stringify(record);
  const { topic, key, type, id, time, traceparent, value } = record;
  return `${JSON.stringify([topic, key, type, id, time, traceparent])}\t${value}`;
}

function recordIn(line: string): OutboxRecord {
  const tab = line.indexOf('\t');
  if (tab < 0) return JSON.parse(line) as BytesRecord;
  const [topic, key, type, id, time, traceparent] = JSON.parse(line.slice(0, tab)) as Envelope;
  return { topic, key, type, id, time, ...(traceparent && { traceparent }), value: line.slice(tab + 1) };
}

type Envelope = [EventRecord['topic'], string, string, string, string, string | null];
