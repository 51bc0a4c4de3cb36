import { problem, type Problem } from '#contracts/problems';
import type { SourceItemPair } from '#contracts/source-items';
import type { SkuHandler } from '../decision.js';
import { emptyField, whitespaceInField } from '../field.rules.js';
import { reservedProblems } from './reserved-items.rules.js';

export const deleteSourceItems: SkuHandler<'DeleteSourceItems'> = {
  locks: 'skus',
  needs: ({ items }) => {
    const skus = items.flatMap((item) => item.sku ?? []);
    return { changes: skus, holdings: skus };
  },
  decide({ items }, facts) {
    if (items.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'items')] };
    const invalid = items.flatMap((item, index) => validationProblems(item, `items.${index}`));
    if (invalid.length > 0) return { status: 'refused', problems: invalid };

    const known = items.flatMap(({ sku, sourceCode }, index) => {
      const shelf = facts.shelf(sku!);
      const source = facts.topology.source(sourceCode!);
      return shelf && source ? [{ shelf, sourceId: source.sourceId, path: `items.${index}` }] : [];
    });
    const reserved = known.flatMap(({ shelf, sourceId, path }) => reservedProblems(facts, shelf, sourceId, path));
    if (reserved.length > 0) return { status: 'refused', problems: reserved };
    const changes = known.map(({ shelf, sourceId }) => ({ shelf, sourceId, holding: 'removed' as const }));
    return { status: 'done', view: {}, delta: { items: changes } };
  },
};

function validationProblems({ sku, sourceCode }: SourceItemPair, path: string): Problem[] {
  return [
    ...emptyField(sku, 'sku', path),
    ...emptyField(sourceCode, 'sourceCode', path),
    ...whitespaceInField(sourceCode, 'sourceCode', path),
  ];
}
