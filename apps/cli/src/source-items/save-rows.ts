import { describeProblem, type Problem } from '#contracts/problems';
import type { SaveSourceItems } from '#contracts/source-items';
import type { Settled } from '../sender.js';
import type { InputRow } from './input-rows.js';

/** A row that was not saved, and why. */
export interface Reject extends InputRow {
  reason: string;
}

/** What became of rows. */
export interface SavedRows {
  saved: number;
  rejects: Reject[];
}

/** Sends the rows; `attempt` counts from 0 on and tells the commands apart that the same rows may lead to. */
export type SendRows = (data: SaveSourceItems, attempt: number) => Promise<Settled<'SaveSourceItems'>>;

/** Saves rows together: those that a refusal speaks of are put aside, and the others are sent again. */
export async function saveRows(rows: InputRow[], send: SendRows): Promise<SavedRows> {
  const rejects: Reject[] = [];
  let left: InputRow[] = [];
  for (const row of rows) {
    if (row.fault === undefined) left.push(row);
    else rejects.push({ ...row, reason: row.fault });
  }
  for (let attempt = 0; left.length > 0; attempt++) {
    const outcome = await send({ items: left.map(({ item }) => item) }, attempt);
    if (outcome.status === 'done') break;
    const reasons = reasonsOf(outcome.problems, left.length);
    rejects.push(...left.flatMap((row, index) => (reasons.has(index) ? { ...row, reason: reasons.get(index)! } : [])));
    left = left.filter((_, index) => !reasons.has(index));
  }
  return { saved: left.length, rejects: rejects.sort((one, other) => one.line - other.line) };
}

/** Why rows were refused, by their places among those sent; a problem that speaks of none of them is one of all. */
function reasonsOf(problems: Problem[], count: number): Map<number, string> {
  const reasons = new Map<number, string>();
  for (const problem of problems) {
    const index = /^items\.(\d+)(\.|$)/.exec(problem.path)?.[1];
    const places = index === undefined ? Array.from({ length: count }, (_, place) => place) : [Number(index)];
    for (const place of places) {
      const before = reasons.get(place);
      reasons.set(place, `${before === undefined ? '' : `${before} `}${describeProblem(problem)}`);
    }
  }
  return reasons;
}
