import { createHash } from 'node:crypto';
import { Injectable, PayloadTooLargeException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { v5 } from 'uuid';
import { canonical } from '#contracts/canonical';
import type { CommandData, CommandName, CommandView } from '#contracts/commands';
import type { Refused } from '#contracts/outcomes';
import {
  CommandClient,
  CommandTooLarge,
  IdConflict,
  NotAccepted,
  type Answer,
  type Submission,
} from '#messaging/command-client';
import type { Principal } from './access/tokens.js';
import { GatewaySettings } from './settings.js';

/** What a command came to within the time to wait. */
export type Settled<N extends CommandName> = { status: 'done'; view: CommandView[N] } | Refused;

/** Submits the commands of HTTP writes; knows `Idempotency-Key`, `Prefer` and how long to wait. */
@Injectable()
export class Commands {
  constructor(
    private readonly client: CommandClient,
    private readonly settings: GatewaySettings,
  ) {}

  /**
   * Publishes a command, ordered among others of the same `key`, and waits for its outcome. Throws {@link Unavailable} (503),
   * {@link OutcomeUnknown} (504), {@link KeyReused} (422), 413 for a command too large for one message, and {@link Accepted} (202, when the client preferred not to wait).
   */
  async submit<N extends CommandName>(
    request: FastifyRequest,
    name: N,
    data: CommandData[N],
    key: string = name,
  ): Promise<Settled<N>> {
    const patient = isPatient(request);
    const waitMs = patient ? this.settings.ANSWER_TIMEOUT_MS : 0;
    const traceparent = traceOf(request);
    const answer = await this.send(name, data, { key, waitMs, traceparent, ...repeatable(request, name, data) });
    (request as { commandId?: string }).commandId = answer.commandId;
    if (answer.status !== 'pending') return answer;
    const location = `/commands/${answer.commandId}`;
    throw answer.accepted && !patient ? new Accepted(location) : new OutcomeUnknown(location);
  }

  /** What the command of this `Idempotency-Key` came to, if it was settled before: its effect may have taken out of sight what it was about. */
  async settledBefore(request: FastifyRequest): Promise<Settled<CommandName> | undefined> {
    const id = idOfKey(request);
    if (!id) return undefined;
    const outcome = await this.client.outcomeOf(id);
    if (outcome.status === 'pending') return undefined;
    if (!isPatient(request)) throw new Accepted(`/commands/${id}`);
    return outcome;
  }

  private async send<N extends CommandName>(name: N, data: CommandData[N], submission: Submission): Promise<Answer<N>> {
    try {
      return await this.client.submit(name, data, submission);
    } catch (error) {
      if (error instanceof NotAccepted) throw new Unavailable(2, { cause: error });
      if (error instanceof IdConflict) throw new KeyReused();
      if (error instanceof CommandTooLarge) throw new PayloadTooLargeException(error.message, { cause: error });
      throw error;
    }
  }
}

function isPatient({ headers }: FastifyRequest): boolean {
  return !/\brespond-async\b/.test(String(headers.prefer ?? ''));
}

/** Key that orders a command about SKUs among others about its first one. */
export function orderedBySku([first]: { sku?: string | null }[]): string {
  return skuKey(first?.sku ?? '');
}

/** Key that orders a command among others about a SKU. */
export function skuKey(sku: string): string {
  return `sku:${canonical(sku)}`;
}

/** Kafka did not take the command, or the database cannot be read: 503 with Retry-After; nothing happened. */
export class Unavailable extends Error {
  constructor(
    readonly retryAfterSeconds: number,
    options?: ErrorOptions,
  ) {
    super('The service is not available at the moment. Try again later.', options);
  }
}

/** The command was accepted, or may have been, but its outcome is not known yet: 504, see `location`. */
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

const NAMESPACE = '0d3c3c0e-51a5-5d5c-8a5b-52d2a0f1f6a4';

/** With an `Idempotency-Key`, the same key of the same principal on the same route is the same command. */
function repeatable(request: FastifyRequest, name: CommandName, data: object): Pick<Submission, 'id' | 'fingerprint'> {
  const id = idOfKey(request);
  return id ? { id, fingerprint: fingerprint(`${name}\n${JSON.stringify(data)}`) } : {};
}

/** The id that an `Idempotency-Key` stands for, if there is one. */
export function idOfKey(request: FastifyRequest): string | undefined {
  const given = request.headers['idempotency-key'];
  if (!given) return undefined;
  const { principal } = request as { principal?: Principal };
  const route = `${request.method} ${request.url.split('?')[0]}`;
  return v5(`${principal?.kind}:${principal?.name}\n${route}\n${String(given)}`, NAMESPACE);
}

/** The trace that a request is part of, if it names one as W3C's Trace Context has it; anything else would weigh on every command made of it. */
export function traceOf({ headers: { traceparent } }: FastifyRequest): string | undefined {
  return typeof traceparent === 'string' && TRACEPARENT.test(traceparent) ? traceparent : undefined;
}

const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

/** What tells a body from another. */
export function fingerprint(body: string): string {
  return createHash('sha256').update(body).digest('base64url');
}
