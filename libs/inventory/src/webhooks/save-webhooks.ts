import { problem } from '#contracts/problems';
import type { WebhookToSave } from '#contracts/webhooks';
import type { Circumstances, TopologyHandler } from '../decision.js';
import { newOutside, savedOutside } from '../outside.rules.js';
import type { WebhookRow } from './webhook.entity.js';
import { formProblems } from './webhook.rules.js';

export const saveWebhooks: TopologyHandler<'SaveWebhooks'> = {
  locks: 'topology',
  needs: () => ({ webhooks: true }),
  decide({ webhooks }, facts, at) {
    if (webhooks.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'webhooks')] };
    const rows = new Map(facts.webhooks);
    const saved: WebhookRow[] = [];
    const problems = webhooks.flatMap((given, index) => {
      const path = `webhooks.${index}`;
      const stored = given.webhookId ? rows.get(given.webhookId) : undefined;
      if (given.webhookId && !stored)
        return [problem('WEBHOOK_UNKNOWN', `${path}.webhookId`, { webhookId: given.webhookId })];
      const invalid = formProblems(given, !stored, path);
      if (invalid.length > 0) return invalid;
      const row = merged(given, stored, at);
      const taken = row.name !== null && [...rows.values()].some((other) => isNamesake(row, other));
      if (taken) return [problem('WEBHOOK_NAME_TAKEN', `${path}.name`, { name: row.name! })];
      rows.set(row.publicId, row);
      saved.push(row);
      return [];
    });
    if (problems.length > 0) return { status: 'refused', problems };
    return {
      status: 'done',
      view: { webhookIds: saved.map(({ publicId }) => publicId) },
      delta: {
        webhooks: saved,
        closedCircuits: webhooks.flatMap(({ resetCircuit }, index) => (resetCircuit ? [saved[index]!.publicId] : [])),
      },
    };
  },
};

function merged(given: WebhookToSave, stored: WebhookRow | undefined, at: Circumstances): WebhookRow {
  const before = stored ?? { ...newOutside(at), name: null, disabledAt: null, includes: [] };
  const { name, topic, watch, callbackUrl, includes, disable, enable } = given;
  const disabledAt = disable ? (before.disabledAt ?? at.now) : before.disabledAt;
  return {
    ...before,
    ...savedOutside(given, before, at),
    name: (name === undefined ? before.name : name?.trim()) || null,
    topic: topic ?? stored!.topic,
    watch: watch ?? stored!.watch,
    callbackUrl: callbackUrl ?? stored!.callbackUrl,
    includes: includes === undefined ? before.includes : (includes ?? []),
    disabledAt: enable ? null : disabledAt,
  };
}

function isNamesake(one: WebhookRow, other: WebhookRow): boolean {
  return one.name === other.name && one.publicId !== other.publicId;
}
