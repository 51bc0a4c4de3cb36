import { problem, type Problem } from '#contracts/problems';
import type { WebhooksSaved, WebhookToSave } from '#contracts/webhooks';
import { formProblems } from '#inventory/webhooks/webhook.rules';
import type { WebhookView } from '#inventory/webhooks/webhooks.queries';
import { Serves } from './json-api.js';
import { includable } from './read-query.rules.js';
import { ResourceReads } from './resource-reads.js';
import { ResourceWrites, type Input } from './resource-writes.js';
import { isResourceType, resourceOf } from './resources.js';
import { TOPICS, typeOfTopic } from './webhooks/topics.js';

/** Webhooks. Commerce Layer contract §2, Webhooks. */
@Serves('webhooks')
export class WebhooksController extends ResourceWrites<WebhookView, 'SaveWebhooks'> {
  protected saving(input: Input, stored?: WebhookView) {
    const webhook = { ...webhookIn(input), ...(stored && { webhookId: stored.publicId }) };
    return { name: 'SaveWebhooks' as const, data: { webhooks: [webhook] }, key: keyOf(stored) };
  }

  protected override problemsOf(input: Input, stored?: WebhookView): Problem[] {
    const webhook = webhookIn(input);
    const { topic = stored?.topic, includes = stored?.includes } = webhook;
    return [
      ...formProblems(webhook, !stored, 'webhooks.0'),
      ...unknownIncludes(topic, includes).map((include) =>
        problem('INCLUDE_UNKNOWN', 'webhooks.0.includes', { include, topic: topic! }),
      ),
    ];
  }

  protected idOfNew({ webhookIds }: WebhooksSaved) {
    return webhookIds[0]!;
  }

  protected deleting(stored: WebhookView) {
    return { name: 'DeleteWebhooks' as const, data: { webhookIds: [stored.publicId] }, key: keyOf(stored) };
  }
}

/** What webhooks were told. */
@Serves('event_callbacks')
export class EventCallbacksController extends ResourceReads {}

function webhookIn({ change }: Input): WebhookToSave {
  const { topic } = change;
  return { ...change, ...(typeof topic === 'string' && { watch: TOPICS[topic] }) };
}

function keyOf(stored?: WebhookView): string {
  return `webhook:${stored?.publicId ?? ''}`;
}

function unknownIncludes(topic: string | null | undefined, includes: string[] | null | undefined): string[] {
  if (!topic || !includes) return [];
  const type = typeOfTopic(topic);
  return isResourceType(type) ? includable(resourceOf(type), includes)[1] : includes;
}
