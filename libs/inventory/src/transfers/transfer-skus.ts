import { problem } from '#contracts/problems';
import { formatQuantity, MAX_QUANTITY } from '#contracts/quantity';
import type { SkuHandler } from '../decision.js';
import type { Holding, SkuDelta } from '../source-items/sku-facts.js';
import { reservedProblems } from '../source-items/reserved-items.rules.js';
import { endProblems, possibleSkus } from './transfers.rules.js';

export const transferSkus: SkuHandler<'TransferSkus'> = {
  locks: 'skus',
  needs: ({ skus, originSourceCode, destinationSourceCode }, topology) => {
    const refused = endProblems(originSourceCode, destinationSourceCode, topology).length > 0;
    const possible = refused ? [] : possibleSkus(skus);
    // Without `supplies`: it may be refused yet.
    return { registers: possible, changes: possible, holdings: possible, notifications: possible };
  },
  decide({ skus, originSourceCode, destinationSourceCode, unassignFromOrigin }, facts) {
    const ends = endProblems(originSourceCode, destinationSourceCode, facts.topology);
    if (ends.length > 0) return { status: 'refused', problems: ends };
    const origin = facts.topology.source(originSourceCode)!.sourceId;
    const destination = facts.topology.source(destinationSourceCode)!.sourceId;
    const moves = possibleSkus(skus).map((sku) => {
      const shelf = facts.shelf(sku)!;
      const from = shelf.holdings!.get(origin);
      return { shelf, from, to: united(from, shelf.holdings!.get(destination)) };
    });
    const field = 'quantity';
    const tooLarge = moves.filter(({ to }) => Math.abs(to.quantity) > MAX_QUANTITY);
    if (tooLarge.length > 0) {
      const problems = tooLarge.map(() =>
        problem('FIELD_OUT_OF_RANGE', 'skus', { field, max: formatQuantity(MAX_QUANTITY) }),
      );
      return { status: 'refused', problems };
    }
    const reserved = moves.flatMap(({ shelf }) => reservedProblems(facts, shelf, origin, 'skus'));
    if (reserved.length > 0) return { status: 'refused', problems: reserved };
    const left = unassignFromOrigin ? ('removed' as const) : { quantity: 0, status: 0 };
    const items: NonNullable<SkuDelta['items']> = moves.flatMap(({ shelf, from, to }) => [
      { shelf, sourceId: destination, holding: to },
      ...(from ? [{ shelf, sourceId: origin, holding: left }] : []),
    ]);
    const notifications = moves.flatMap(({ shelf: { notifications: set }, shelf }) =>
      set!.has(destination) ? [] : [{ shelf, sourceId: destination, below: set!.get(origin) ?? null }],
    );
    return { status: 'done', view: {}, delta: { items, notifications } };
  },
};

/** What the destination has afterwards: both quantities, and the status of the origin if that had an item. MSI contract C7. */
function united(from: Holding | undefined, to: Holding | undefined): Holding {
  return { quantity: (from?.quantity ?? 0) + (to?.quantity ?? 0), status: (from ?? to)?.status ?? 0 };
}
