import type { LowQuantityNotificationToSave } from '#contracts/low-quantity-notifications';
import { problem, type Problem } from '#contracts/problems';
import { formatQuantity, MAX_QUANTITY, parseQuantity } from '#contracts/quantity';
import type { SkuHandler } from '../decision.js';
import { emptyField, MAX_SKU, overlongField } from '../field.rules.js';

export const saveLowQuantityNotifications: SkuHandler<'SaveLowQuantityNotifications'> = {
  locks: 'skus',
  needs: ({ configurations }) => {
    const refused = configurations.some((given) => validationProblems(given, '').length > 0);
    return { registers: refused ? [] : configurations.map(({ sku }) => sku!) };
  },
  decide({ configurations }, facts) {
    if (configurations.length === 0) {
      return { status: 'refused', problems: [problem('LIST_EMPTY', 'configurations')] };
    }
    const invalid = configurations.flatMap((given, index) => validationProblems(given, `configurations.${index}`));
    if (invalid.length > 0) return { status: 'refused', problems: invalid };

    const notifications = configurations.flatMap(({ sku, sourceCode, notifyStockQty }) => {
      const source = facts.topology.source(sourceCode!);
      const below = notifyStockQty ? parseQuantity(notifyStockQty) : null;
      return source ? [{ shelf: facts.shelf(sku!)!, sourceId: source.sourceId, below }] : [];
    });
    return { status: 'done', view: {}, delta: { notifications } };
  },
};

function validationProblems(given: LowQuantityNotificationToSave, path: string): Problem[] {
  const { sku, sourceCode, notifyStockQty } = given;
  const tooLarge = Math.abs(parseQuantity(notifyStockQty ?? '0')) > MAX_QUANTITY;
  const field = 'notifyStockQty';
  return [
    ...emptyField(sku, 'sku', path),
    ...overlongField(sku, 'sku', path, MAX_SKU),
    ...emptyField(sourceCode, 'sourceCode', path),
    ...(tooLarge
      ? [problem('FIELD_OUT_OF_RANGE', `${path}.${field}`, { field, max: formatQuantity(MAX_QUANTITY) })]
      : []),
  ];
}
