import { problem, type Problem } from '#contracts/problems';
import type { StockItemConfigurationToSave } from '#contracts/stock-item-configurations';
import type { SkuHandler } from '../decision.js';
import { emptyField, MAX_SKU, overlongField } from '../field.rules.js';
import type { Shelf } from '../source-items/sku-facts.js';
import { savedSettings, settingProblems, SKU_SETTINGS, type OwnSettings } from './configuration.rules.js';

export const saveStockItemConfigurations: SkuHandler<'SaveStockItemConfigurations'> = {
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

    const after = new Map<Shelf, OwnSettings>();
    const views = configurations.map((given) => {
      const shelf = facts.shelf(given.sku!)!;
      const own = savedSettings(after.get(shelf) ?? shelf.configuration, given, SKU_SETTINGS);
      after.set(shelf, own);
      return { sku: shelf.sku, configuration: { ...facts.topology.defaults, ...own }, own };
    });
    const changes = [...after].map(([shelf, own]) => ({ shelf, own: Object.keys(own).length > 0 ? own : null }));
    return { status: 'done', view: { configurations: views }, delta: { configurations: changes } };
  },
};

function validationProblems(given: StockItemConfigurationToSave, path: string): Problem[] {
  return [
    ...emptyField(given.sku, 'sku', path),
    ...overlongField(given.sku, 'sku', path, MAX_SKU),
    ...settingProblems(given, path),
  ];
}
