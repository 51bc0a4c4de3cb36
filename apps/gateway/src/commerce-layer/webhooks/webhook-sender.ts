import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { publicIdOf } from '#inventory/public-id';
import {
  settleDelivered,
  settleFailed,
  takeDeliveries,
  type Attempted,
  type DueDelivery,
} from '#messaging/webhook-deliveries.sql';
import { ORGANIZATION } from '../../access/tokens.js';
import { GatewaySettings } from '../../settings.js';
import { post, type Answer } from './post.js';
import { isPublicAddress } from './public-address.rules.js';
import { renderBody } from './render-body.js';

const LOOK_MS = 250;
const AFTER_FAILURE_MS = 2_000;
const PER_WEBHOOK = 8;
const RETRIES = 10;
const FAILURES_TO_OPEN = 30;

/**
 * Tells webhooks of changes, at least once each, as fast as each of them takes it: none waits for another. Any number of gateways do so together.
 * Commerce Layer contract §2, Webhooks.
 */
@Injectable()
export class WebhookSender implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('Webhooks');
  private readonly stopping = new AbortController();
  private readonly underWay = new Map<Promise<void>, number>();
  private ring: () => void = () => undefined;
  private running = Promise.resolve();

  constructor(
    private readonly em: EntityManager,
    private readonly settings: GatewaySettings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.WEBHOOK_CONCURRENCY > 0) this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await Promise.all(this.underWay.keys());
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    const pause = (ms: number) => delay(ms, undefined, { signal }).catch(() => undefined);
    while (!signal.aborted) {
      const settled = new Promise<void>((resolve) => (this.ring = resolve));
      const begun = performance.now();
      try {
        await this.takeSome(begun);
      } catch (error) {
        this.log.warn(`Webhooks wait to be told: ${(error as Error).message}`);
        await pause(AFTER_FAILURE_MS);
      }
      // A look may be long while a great deal waits; the database has other things to do.
      await pause(3 * (performance.now() - begun));
      await Promise.race([settled, pause(LOOK_MS)]);
    }
  }

  private async takeSome(now: number): Promise<void> {
    const most = this.settings.WEBHOOK_CONCURRENCY - this.underWay.size;
    if (most <= 0) return;
    const busy = Map.groupBy(this.underWay.values(), (webhookId) => webhookId);
    const counts = new Map([...busy].map(([webhookId, each]) => [webhookId, each.length]));
    const leaseMs = 2 * this.settings.WEBHOOK_TIMEOUT_MS + 5_000;
    const taken = await takeDeliveries(this.em.fork(), counts, { most, perWebhook: PER_WEBHOOK, leaseMs });
    for (const due of taken) {
      const telling = this.tell(due, now + leaseMs - this.settings.WEBHOOK_TIMEOUT_MS)
        // Its lease ends, and somebody takes it again.
        .catch((error: unknown) => this.log.warn(`${named(due)} waits to be told: ${(error as Error).message}`))
        .finally(() => {
          this.underWay.delete(telling);
          this.ring();
        });
      this.underWay.set(telling, due.webhookId);
    }
  }

  private async tell(due: DueDelivery, latest: number): Promise<void> {
    const em = this.em.fork();
    const callbackId = publicIdOf('webhook_delivery', Number(due.deliveryId));
    const meta = { mode: this.settings.MODE, organization_id: ORGANIZATION.id, trace_id: callbackId };
    let body: string;
    try {
      body = due.body ?? (await renderBody(em, due, meta));
    } catch (error) {
      // Tried again like anything that failed, so that it holds up nobody for ever.
      const responseMessage = short(`The document cannot be made: ${(error as Error).message}`);
      return this.settleFailure(due, { body: null, responseCode: null, responseMessage });
    }
    if (performance.now() > latest) return;
    const answer = await this.answerTo(due, body, callbackId);
    const responseCode = answer.status ? String(answer.status) : null;
    const attempted = { body, responseCode, responseMessage: answer.message };
    this.log.debug(`${named(due)} answered ${answer.status} ${answer.message} to ${due.topic} ${due.recordId}.`);
    if (answer.status >= 200 && answer.status < 300) return settleDelivered(em, due, attempted);
    return this.settleFailure(due, attempted);
  }

  private async settleFailure(due: DueDelivery, attempted: Attempted): Promise<void> {
    const isLast = due.attempt > RETRIES;
    const retryMs = isLast ? undefined : this.settings.WEBHOOK_RETRY_MS * 2 ** (due.attempt - 1);
    const failures = await settleFailed(this.em.fork(), due, attempted, { retryMs, toOpen: FAILURES_TO_OPEN });
    const why = `${attempted.responseCode ?? ''} ${attempted.responseMessage}`.trim();
    if (isLast)
      this.log.warn(`${named(due)} was not told of ${due.topic} ${due.recordId} in ${due.attempt} attempts: ${why}`);
    if (failures === FAILURES_TO_OPEN)
      this.log.warn(
        `${named(due)} has failed ${failures} times in a row and is told no more until it is reset: ${why}`,
      );
  }

  /** What a webhook answers; status 0 when it does not. */
  private async answerTo(
    { callbackUrl, topic, sharedSecret }: DueDelivery,
    body: string,
    callbackId: string,
  ): Promise<Answer> {
    try {
      const { status, message } = await post({
        url: callbackUrl,
        headers: {
          'Content-Type': 'application/json',
          'User-Agent': 'stockwire',
          'X-CommerceLayer-Topic': topic,
          'X-CommerceLayer-Signature': createHmac('sha256', sharedSecret).update(body).digest('base64'),
          'X-Event-Callback-Id': callbackId,
        },
        body,
        timeoutMs: this.settings.WEBHOOK_TIMEOUT_MS,
        mayReach: this.settings.WEBHOOK_PRIVATE_ADDRESSES ? () => true : isPublicAddress,
      });
      return { status, message: short(message) };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { status: 0, message: short(message || (code ?? '')) };
    }
  }
}

function named({ webhookPublicId, callbackUrl }: DueDelivery): string {
  return `Webhook ${webhookPublicId} at ${new URL(callbackUrl).host}`;
}

/** A text that fits into a row, whatever somebody answered. */
function short(text: string): string {
  return text.slice(0, 300).toWellFormed().replaceAll('\0', '\uFFFD');
}
