import type { CommandData, CommandName, CommandView } from '#contracts/commands';
import type { Refused } from '#contracts/outcomes';
import type { FastifyRequest } from 'fastify';

/** What a command came to within the time to wait. */
export type Settled<N extends CommandName> = { status: 'done'; view: CommandView[N] } | Refused;

/** Submits the commands of HTTP writes; knows `Idempotency-Key`, `Prefer` and how long to wait. */
export abstract class Commands {
  /**
   * Publishes a command and waits for its outcome. Throws {@link Unavailable} (503), {@link OutcomeUnknown} (504),
   * {@link KeyReused} (422) and {@link Accepted} (202, when the client preferred not to wait).
   */
  abstract submit<N extends CommandName>(request: FastifyRequest, name: N, data: CommandData[N], key?: string): Promise<Settled<N>>;
}

/** Kafka did not take the command: 503 with Retry-After; nothing happened. */
export class Unavailable extends Error {
  constructor(
    readonly retryAfterSeconds: number,
    options?: ErrorOptions,
  ) {
    super('The service cannot take commands at the moment. Try again later.', options);
  }
}

/** The command was accepted but its outcome is not known yet: 504, see `location`. */
export class OutcomeUnknown extends Error {
  constructor(readonly location: string) {
    super(`The command was accepted but its outcome is not known yet. Look it up at ${location}.`);
  }
}

/** The client preferred not to wait: 202, see `location`. */
export class Accepted extends Error {
  constructor(readonly location: string) {
    super('Accepted.');
  }
}

/** The `Idempotency-Key` was used before with another body: 422; nothing happened. */
export class KeyReused extends Error {
  constructor() {
    super('This Idempotency-Key was used before with another body. Use a new key for a new request.');
  }
}
