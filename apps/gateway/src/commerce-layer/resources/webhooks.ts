import {
  DELIVERIES,
  searchDeliveries,
  searchWebhooks,
  WEBHOOKS as VIEW,
  type WebhookDeliveryView,
  type WebhookView,
} from '#inventory/webhooks/webhooks.queries';
import {
  COMMON_WRITABLE,
  readBoolean,
  readFilledText,
  readOneOf,
  readText,
  type Reading,
} from '../attributes.rules.js';
import { COMMON, ID, type Resource } from '../resource.js';
import { TOPICS } from '../webhooks/topics.js';
import { LEADING_NOWHERE } from './unkept.js';

/** Webhooks. Commerce Layer contract §2, Webhooks. */
export const WEBHOOKS: Resource<keyof WebhookView> = {
  type: 'webhooks',
  search: searchWebhooks,
  view: VIEW,
  attributes: {
    name: { kind: 'text', field: 'name', sortable: true },
    topic: { kind: 'text', field: 'topic', sortable: true },
    callback_url: { kind: 'text', field: 'callbackUrl', sortable: true },
    include_resources: { kind: 'json', field: 'includes' },
    disabled_at: { kind: 'time', field: 'disabledAt', sortable: true },
    circuit_state: { kind: 'text', field: 'circuitState', sortable: true },
    circuit_failure_count: { kind: 'integer', field: 'circuitFailures', sortable: true },
    shared_secret: { kind: 'text', field: 'sharedSecret' },
    ...COMMON,
  },
  searchable: ID,
  relationships: {
    last_event_callbacks: { to: 'event_callbacks', here: 'publicId', there: 'webhookPublicId', many: true },
    ...LEADING_NOWHERE,
  },
  body: {
    attributes: {
      name: { field: 'name', read: readText },
      topic: { field: 'topic', read: readTopic, required: true },
      callback_url: { field: 'callbackUrl', read: readFilledText, required: true },
      include_resources: { field: 'includes', read: readTexts },
      _disable: { field: 'disable', read: readBoolean },
      _enable: { field: 'enable', read: readBoolean },
      _reset_circuit: { field: 'resetCircuit', read: readBoolean },
      ...COMMON_WRITABLE,
    },
    relationships: {},
    unique: [['name']],
  },
};

/** What webhooks were told and what they answered. */
export const EVENT_CALLBACKS: Resource<keyof WebhookDeliveryView> = {
  type: 'event_callbacks',
  search: searchDeliveries,
  view: DELIVERIES,
  attributes: {
    callback_url: { kind: 'text', field: 'callbackUrl' },
    payload: { kind: 'json', field: 'payload' },
    response_code: { kind: 'text', field: 'responseCode', sortable: true },
    response_message: { kind: 'text', field: 'responseMessage', sortable: true },
    ...COMMON,
  },
  searchable: ID,
  relationships: {
    webhook: { to: 'webhooks', here: 'webhookPublicId', there: 'publicId', many: false },
    ...LEADING_NOWHERE,
  },
};

function readTopic(given: unknown): Reading {
  const reading = readFilledText(given);
  return 'value' in reading ? readOneOf(...Object.keys(TOPICS))(reading.value) : reading;
}

/** A list of texts; null is none. */
function readTexts(given: unknown): Reading {
  const value = given ?? [];
  const readings = Array.isArray(value) ? value.map(readFilledText) : [];
  const isGood = Array.isArray(value) && readings.every((reading) => 'value' in reading);
  return isGood ? { value } : { violation: { error: 'invalid', title: 'is invalid' } };
}
