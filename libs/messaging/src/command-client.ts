import type { CommandData, CommandName, CommandView } from '#contracts/commands';
import type { Refused } from '#contracts/outcomes';

/** What a submitted command came to; `pending` when its outcome was not known in time, it may still take effect. */
export type Answer<N extends CommandName> = { commandId: string } & (
  | { status: 'done'; view: CommandView[N] }
  | Refused
  | { status: 'pending' }
);

/** How a command is sent: `key` orders it among others of the same key; `id` and `fingerprint` make a repeat recognisable. */
export interface Submission {
  key?: string;
  id?: string;
  fingerprint?: string;
}

/** Kafka did not take the command: it has had and will have no effect. Try again after `retryAfterSeconds`. */
export class NotAccepted extends Error {
  readonly retryAfterSeconds = 2;
}

/** The command's id was used before with another body: nothing was done. */
export class IdConflict extends Error {}
