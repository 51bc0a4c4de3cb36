import { problem, type Problem } from '#contracts/problems';
import type { WebhookToSave } from '#contracts/webhooks';
import { MAX_CODE, overlongField } from '../field.rules.js';

/** What is wrong with the form of a webhook: `given` is what is being saved of it, all of it when it is new. Commerce Layer contract §2, Webhooks. */
export function formProblems(given: WebhookToSave, isNew: boolean, path: string): Problem[] {
  const { callbackUrl, topic, watch } = given;
  const empty = (field: string) => problem('FIELD_EMPTY', `${path}.${field}`, { field });
  const isTopicGiven = isNew || topic !== undefined || watch !== undefined;
  const isUrlGiven = isNew || callbackUrl !== undefined;
  return [
    ...(isTopicGiven && !(topic?.trim() && watch) ? [empty('topic')] : []),
    ...(isUrlGiven && !callbackUrl?.trim() ? [empty('callbackUrl')] : []),
    ...(callbackUrl?.trim() && !isWebAddress(callbackUrl)
      ? [problem('URL_INVALID', `${path}.callbackUrl`, { field: 'callbackUrl' })]
      : []),
    ...overlongField(callbackUrl, 'callbackUrl', path, MAX_URL),
    ...overlongField(given.name, 'name', path, MAX_CODE),
  ];
}

const MAX_URL = 2_000;

function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && ['http:', 'https:'].includes(url.protocol);
}
