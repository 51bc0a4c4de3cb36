import { problem } from '#contracts/problems';
import { parseQuantity } from '#contracts/quantity';
import type { SkuHandler } from '../decision.js';
import { itemProblems } from './item.rules.js';

export const saveSourceItems: SkuHandler<'SaveSourceItems'> = {
  locks: 'skus',
  needs: ({ items }, topology) => {
    const refused = items.some((item) => itemProblems(item, '').length > 0 || !topology.source(item.sourceCode!));
    const skus = refused ? [] : items.map((item) => item.sku!);
    return { registers: skus, supplies: true, changes: skus };
  },
  decide({ items }, facts) {
    if (items.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'items')] };
    const invalid = items.flatMap((item, index) => itemProblems(item, `items.${index}`));
    if (invalid.length > 0) return { status: 'refused', problems: invalid };
    const sources = items.map(({ sourceCode }) => facts.topology.source(sourceCode!));
    const unknown = items.flatMap(({ sourceCode }, index) =>
      sources[index] ? [] : [problem('SOURCE_UNKNOWN', `items.${index}.sourceCode`, { sourceCode: sourceCode! })],
    );
    if (unknown.length > 0) return { status: 'refused', problems: unknown };

    const changes = items.map((item, index) => ({
      shelf: facts.shelf(item.sku!)!,
      sourceId: sources[index]!.sourceId,
      holding: { quantity: parseQuantity(item.quantity!), status: item.status! },
    }));
    return { status: 'done', view: {}, delta: { items: changes } };
  },
};
