import type { Problem } from './problems.js';

/** What became of a command: done with what it made, refused with every reason, or not known yet. */
export type Outcome = Done | Refused | { status: 'pending' };

/** A command that took effect; `view` is what it made, in the shape of its type in {@link file://./commands.ts}. */
export interface Done {
  status: 'done';
  view: object;
}

/** A command that changed nothing, with every reason in rule order. */
export interface Refused {
  status: 'refused';
  problems: Problem[];
}

/**
 * Data of `stockwire.CommandDone.v1` and `stockwire.CommandRefused.v1` on `inventory.events`, keyed by the command's id.
 * `commandId` and `commandSource` are the command's own `ce_id` and `ce_source`.
 */
export interface CommandOutcome {
  commandId: string;
  commandSource: string;
  commandType: string;
  status: 'done' | 'refused';
  view?: object;
  problems?: (Problem & { message: string })[];
}
