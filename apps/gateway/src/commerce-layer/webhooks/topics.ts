import type { Watch } from '#contracts/webhooks';

/**
 * Every topic of webhooks, and what it watches; what comes before the dot is the type of the record. Those of stock locations, levels, items and
 * reservations are ours. Commerce Layer contract §2, Webhooks.
 */
export const TOPICS: Readonly<Record<string, Watch>> = {
  ...topics('stock_locations', { create: 'source.created', update: 'source.updated', destroy: 'source.deleted' }),
  ...topics('inventory_stock_locations', { create: 'link.created', update: 'link.updated', destroy: 'link.deleted' }),
  ...topics('stock_levels', { create: 'link.created', update: 'link.updated', destroy: 'link.deleted' }),
  ...topics('stock_items', {
    ...{ create: 'sourceItem.created', update: 'sourceItem.updated', destroy: 'sourceItem.deleted' },
  }),
  ...topics('stock_reservations', {
    ...{ create: 'stockReservation.created', update: 'stockReservation.updated' },
    ...{ destroy: 'stockReservation.deleted', expire: 'stockReservation.expired' },
  }),
  ...topics('stock_transfers', {
    ...{ create: 'stockTransfer.created', upcoming: 'stockTransfer.upcoming', on_hold: 'stockTransfer.on_hold' },
    ...{ picking: 'stockTransfer.picking', in_transit: 'stockTransfer.in_transit' },
    ...{ complete: 'stockTransfer.completed', cancel: 'stockTransfer.cancelled', destroy: 'stockTransfer.deleted' },
  }),
  ...topics('imports', {
    ...{ create: 'import.created', start: 'import.started', complete: 'import.completed' },
    ...{ interrupt: 'import.interrupted', destroy: 'import.deleted' },
  }),
};

/** Type of the records that a topic tells of. */
export function typeOfTopic(topic: string): string {
  return topic.split('.')[0]!;
}

/** Whether the record that a topic tells of is gone by then. */
export function isOfEnd(topic: string): boolean {
  return topic.endsWith('.destroy') || topic.endsWith('.expire');
}

function topics(type: string, events: Record<string, Watch>): Record<string, Watch> {
  return Object.fromEntries(Object.entries(events).map(([event, watch]) => [`${type}.${event}`, watch]));
}
