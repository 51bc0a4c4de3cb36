import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import {
  configurationDefaults,
  configurationOf,
  searchConfigurations,
} from '#inventory/stock-item-configurations/configurations.queries';
import { orderedBySku } from '../commands.js';
import {
  CONFIGURATION_DEFAULTS,
  CONFIGURATION_DEFAULTS_SHOWN,
  CONFIGURATION_FIELDS,
  configurationToSave,
  STOCK_ITEM_CONFIGURATION,
  STOCK_ITEM_CONFIGURATION_SHOWN,
  toMagentoConfiguration,
  toMagentoDefaults,
} from './stock-item-configuration.shapes.js';
import { readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { SEARCH_CRITERIA, searchOf, searchResult, searchResultOf } from './webapi/search-criteria.js';
import { text } from './webapi/types.js';
import { write } from './webapi/write.js';
import { Writes } from './writes.js';

const READ = 'Magento_InventoryApi::stock';
const WRITE = 'Magento_InventoryApi::stock_edit';

const SEARCHED = { searchCriteria: SEARCH_CRITERIA };
const BY_SKU = { sku: text };
const GIVEN = { stockItemConfiguration: STOCK_ITEM_CONFIGURATION };
const GIVEN_DEFAULTS = { stockItemConfiguration: CONFIGURATION_DEFAULTS };

const SAVE = write('SaveStockItemConfigurations', {
  service: 'Magento\\InventoryConfigurationApi\\Api\\SaveStockItemConfigurationInterface::execute',
  takes: GIVEN,
  updates: { parameter: 'stockItemConfiguration', field: 'sku' },
  order: ({ stockItemConfiguration }) => {
    const configurations = [configurationToSave(stockItemConfiguration)];
    return { data: { configurations }, key: orderedBySku(configurations) };
  },
  answer: ({ configurations: [saved] }) => toMagentoConfiguration(saved!),
});

const SAVE_DEFAULTS = write('SaveStockItemConfigurationDefaults', {
  service: 'Stockwire\\Api\\SaveStockItemConfigurationDefaultsInterface::execute',
  takes: GIVEN_DEFAULTS,
  order: ({ stockItemConfiguration }) => ({ data: { defaults: stockItemConfiguration } }),
  answer: ({ defaults }) => toMagentoDefaults(defaults),
});

/** How SKUs are sold, which Magento has no routes of its own for. MSI contract H2. */
@Rest()
export class StockItemConfigurationsController {
  constructor(
    private readonly em: EntityManager,
    private readonly writes: Writes,
  ) {}

  @Route('GET', 'V1/inventory/stock-item-configurations', READ, {
    summary: 'Finds SKUs that have settings of their own; criteria must be given, be they empty. An extension.',
    takes: SEARCHED,
    answers: searchResultOf(STOCK_ITEM_CONFIGURATION_SHOWN),
  })
  async list(@Req() request: FastifyRequest) {
    const { searchCriteria } = readInput(request, SEARCHED);
    const found = await searchConfigurations(this.em, searchOf(searchCriteria, CONFIGURATION_FIELDS));
    return searchResult(found, searchCriteria, toMagentoConfiguration);
  }

  @Route('GET', 'V1/inventory/stock-item-configurations/:sku', READ, {
    summary: 'Shows how a SKU is sold: its own settings, and the defaults for the rest. An extension.',
    takes: BY_SKU,
    answers: STOCK_ITEM_CONFIGURATION_SHOWN,
  })
  async one(@Req() request: FastifyRequest) {
    return toMagentoConfiguration(await configurationOf(this.em, readInput(request, BY_SKU).sku));
  }

  @Route('PUT', 'V1/inventory/stock-item-configurations/:sku', WRITE, {
    summary: 'Changes how a SKU is sold: what is left out stays, null goes back to the default. An extension.',
    takes: { ...BY_SKU, ...GIVEN },
    write: SAVE,
    answers: STOCK_ITEM_CONFIGURATION_SHOWN,
  })
  save(@Req() request: FastifyRequest) {
    return this.writes.perform(request, SAVE);
  }

  @Route('GET', 'V1/inventory/stock-item-configuration-defaults', READ, {
    summary: 'Shows how SKUs are sold by default. An extension.',
    answers: CONFIGURATION_DEFAULTS_SHOWN,
  })
  async defaults() {
    return toMagentoDefaults(await configurationDefaults(this.em));
  }

  @Route('PUT', 'V1/inventory/stock-item-configuration-defaults', WRITE, {
    summary:
      'Changes how SKUs are sold by default: what is left out stays, null goes back to what Magento begins with. An extension.',
    write: SAVE_DEFAULTS,
    answers: CONFIGURATION_DEFAULTS_SHOWN,
  })
  saveDefaults(@Req() request: FastifyRequest) {
    return this.writes.perform(request, SAVE_DEFAULTS);
  }
}
