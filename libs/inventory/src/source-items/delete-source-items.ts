import { problem, type Problem } from '#contracts/problems';
import type { SourceItemPair } from '#contracts/source-items';
import type { SkuHandler } from '../decision.js';
import { emptyField, whitespaceInField } from '../field.rules.js';

export const deleteSourceItems: SkuHandler<'DeleteSourceItems'> = {
  locks: 'skus',
  needs: ({ items }) => ({ changes: items.flatMap((item) => item.sku ?? []) }),
  decide({ items }, facts) {
    if (items.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'items')] };
    const invalid = items.flatMap((item, index) => validationProblems(item, `items.${index}`));
    if (invalid.length > 0) return { status: 'refused', problems: invalid };

    const changes = items.flatMap(({ sku, sourceCode }) => {
      const shelf = facts.shelf(sku!);
      const source = facts.topology.source(sourceCode!);
      return shelf && source ? [{ shelf, sourceId: source.sourceId, holding: 'removed' as const }] : [];
    });
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
