import type { SkuHandler } from '../decision.js';

export const deleteLowQuantityNotifications: SkuHandler<'DeleteLowQuantityNotifications'> = {
  locks: 'skus',
  needs: ({ items }) => ({ changes: items.flatMap((item) => item.sku ?? []) }),
  decide({ items }, facts) {
    const notifications = items.flatMap(({ sku, sourceCode }) => {
      const shelf = facts.shelf(sku ?? '');
      const source = facts.topology.source(sourceCode ?? '');
      return shelf && source ? [{ shelf, sourceId: source.sourceId, below: 'removed' as const }] : [];
    });
    return { status: 'done', view: {}, delta: { notifications } };
  },
};
