import type { TopologyHandler } from '../decision.js';
import { BUILT_IN, savedSettings, settingProblems, SETTINGS } from './configuration.rules.js';

export const saveStockItemConfigurationDefaults: TopologyHandler<'SaveStockItemConfigurationDefaults'> = {
  locks: 'topology',
  decide({ defaults }, facts) {
    const invalid = settingProblems(defaults, 'defaults');
    if (invalid.length > 0) return { status: 'refused', problems: invalid };
    const configurationDefaults = savedSettings(facts.configurationDefaults, defaults, SETTINGS);
    const view = { defaults: { ...BUILT_IN, ...configurationDefaults } };
    return { status: 'done', view, delta: { configurationDefaults } };
  },
};
