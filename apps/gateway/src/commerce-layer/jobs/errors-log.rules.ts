import type { Problem } from '#contracts/problems';
import type { ErrorObject } from '../errors.js';
import { refusalOf } from '../problems.rules.js';
import type { Body } from '../resource.js';
import type { FailedOperation } from './jobs.queries.js';
import { nameOf } from './input.rules.js';

/** What is wrong by attribute or relationship; `base` is the record as a whole. */
export type Messages = Record<string, string[]>;

/** Why operations came to nothing, by what they were about: `{ "SKU1": { "name": ["has already been taken"] } }`. Commerce Layer contract §2, Bulk. */
export type ErrorsLog = Record<string, Messages>;

/** Adds to a log why an operation came to nothing. */
export function addErrors(log: ErrorsLog, { request, number, result }: FailedOperation, body: Body): void {
  const messages = Array.isArray(result) ? messagesOf(refusalOf(result as Problem[], body).errors) : result;
  const own = (log[nameOf(request, number)] ??= {});
  for (const [place, said] of Object.entries(messages as Messages))
    own[place] = [...new Set([...(own[place] ?? []), ...said])];
}

/** The messages of errors by the attribute or relationship at which they point. */
export function messagesOf(errors: ErrorObject[]): Messages {
  const messages: Messages = {};
  for (const { source, title, detail, code } of errors) {
    const pointer = source && 'pointer' in source ? source.pointer : '';
    const place = /^\/data\/(?:attributes|relationships)\/(.+)$/.exec(pointer)?.[1] ?? 'base';
    (messages[place] ??= []).push(code === 'VALIDATION_ERROR' ? title : detail);
  }
  return messages;
}
