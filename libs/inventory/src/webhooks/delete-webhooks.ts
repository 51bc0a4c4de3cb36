import { problem } from '#contracts/problems';
import type { TopologyHandler } from '../decision.js';

export const deleteWebhooks: TopologyHandler<'DeleteWebhooks'> = {
  locks: 'topology',
  needs: () => ({ webhooks: true }),
  decide({ webhookIds }, facts) {
    if (webhookIds.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'webhookIds')] };
    const problems = webhookIds.flatMap((webhookId, index) =>
      facts.webhooks.has(webhookId) ? [] : [problem('WEBHOOK_UNKNOWN', `webhookIds.${index}`, { webhookId })],
    );
    if (problems.length > 0) return { status: 'refused', problems };
    return { status: 'done', view: {}, delta: { removedWebhooks: webhookIds } };
  },
};
