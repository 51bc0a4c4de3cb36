import { canonical } from '#contracts/canonical';
import { problem, type Problem } from '#contracts/problems';
import type { SkuHandler } from '../decision.js';
import type { SkuDelta, SkuFacts } from '../source-items/sku-facts.js';
import { namesItsSkus, shapeProblems, type SoundEvent } from './order-event.rules.js';
import { readEvent } from './read-event.js';
import { takeEffect } from './take-effect.js';

export const reportOrderEvents: SkuHandler<'ReportOrderEvents'> = {
  locks: 'skus',
  needs: ({ events }) => {
    if (events.length === 0 || events.some((event) => shapeProblems(event, '').length > 0)) return {};
    const sound = events as SoundEvent[];
    const keyOf = ({ order }: SoundEvent) => canonical(order.incrementId);
    const skusOf = ({ items }: SoundEvent) => (items ?? []).flatMap(({ sku }) => (sku?.trim() ? [sku] : []));
    const skus = sound.flatMap(skusOf);
    const placed = sound.filter(({ type }) => type === 'order_placed').flatMap(skusOf);
    return {
      ...{ registers: placed, offers: placed, changes: skus, holdings: skus },
      orders: {
        keys: sound.map(keyOf),
        whole: sound.filter((event) => !namesItsSkus(event)).map(keyOf),
        eventIds: sound.map(({ id }) => id),
      },
    };
  },
  decide({ events, check }, facts) {
    if (events.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'events')] };
    const invalid = events.flatMap((event, index) => shapeProblems(event, `events.${index}`));
    if (invalid.length > 0) return { status: 'refused', problems: invalid };

    const draft = facts.draft(skusOf(events as SoundEvent[], facts));
    const deltas: SkuDelta[] = [];
    for (const [index, event] of (events as SoundEvent[]).entries()) {
      const delta = happen(event, draft, { path: `events.${index}`, check: check !== false });
      if (Array.isArray(delta)) return { status: 'refused', problems: delta };
      deltas.push(delta);
    }
    return { status: 'done', view: {}, delta: facts.settled(deltas) };
  },
};

/** SKUs of the events and of the orders that they are about. */
function skusOf(events: SoundEvent[], facts: SkuFacts): string[] {
  return events.flatMap(({ order, items }) => [
    ...(items ?? []).flatMap(({ sku }) => sku ?? []),
    ...[...(facts.orders.order(canonical(order.incrementId))?.items.values() ?? [])].map(({ sku }) => sku),
  ]);
}

/** An event that is known already changes nothing. */
function happen(event: SoundEvent, draft: SkuFacts, how: { path: string; check: boolean }): SkuDelta | Problem[] {
  const orderKey = canonical(event.order.incrementId);
  const known = draft.orders.event(event.id);
  if (known?.orderKey === orderKey && known.type === event.type) return {};
  if (known) return [problem('EVENT_ID_TAKEN', `${how.path}.id`, { id: event.id })];
  const happening = readEvent(event, draft, how);
  const delta = Array.isArray(happening) ? happening : takeEffect(happening, draft);
  if (Array.isArray(delta)) return delta;
  const orderEvents = [{ eventId: event.id, orderKey, type: event.type }];
  draft.apply({ orderEvents });
  return { ...delta, orderEvents };
}
