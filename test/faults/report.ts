import { appendFileSync } from 'node:fs';

/** A line of docs/reliability.md: the promise, what was run, and what was seen. */
export interface Seen {
  promise: string;
  run: string;
  seen: string;
}

/** Notes what a fault run has shown, for the report of `npm run faults`. */
export function note(seen: Seen): void {
  const file = process.env.FAULTS_REPORT;
  if (file) appendFileSync(file, `${JSON.stringify(seen)}\n`);
}
