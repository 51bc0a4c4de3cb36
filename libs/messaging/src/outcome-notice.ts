import type { OutcomeToSave, KnownOutcome } from './outcomes.sql.js';

// PostgreSQL takes less than 8,000 bytes.
const MAX_BYTES = 7_900;

/** What tells a gateway outcomes by key, as far as a notification can hold them; empty when it has to look itself. */
export function noticeOf(outcomes: OutcomeToSave[]): string {
  const told = outcomes.map(({ key, outcome, fingerprint }) => [key, { ...outcome, fingerprint: fingerprint ?? null }]);
  const notice = JSON.stringify(told);
  return Buffer.byteLength(notice) <= MAX_BYTES ? notice : '';
}

/** The outcomes a notice tells; undefined when it tells to look. */
export function readNotice(notice: string | undefined): [key: string, outcome: KnownOutcome][] | undefined {
  return notice ? (JSON.parse(notice) as [string, KnownOutcome][]) : undefined;
}
