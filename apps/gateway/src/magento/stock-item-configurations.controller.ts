import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import {
  configurationDefaults,
  configurationOf,
  searchConfigurations,
} from '#inventory/stock-item-configurations/configurations.queries';
import { Commands, orderedBySku } from '../commands.js';
import { refusalOf } from './refusals.rules.js';
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
import { readInput, readUpdate } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { SEARCH_CRITERIA, searchOf, searchResult, searchResultOf } from './webapi/search-criteria.js';
import { text } from './webapi/types.js';

const READ = 'Magento_InventoryApi::stock';
const WRITE = 'Magento_InventoryApi::stock_edit';

const SEARCHED = { searchCriteria: SEARCH_CRITERIA };
const BY_SKU = { sku: text };
const GIVEN = { stockItemConfiguration: STOCK_ITEM_CONFIGURATION };
const GIVEN_DEFAULTS = { stockItemConfiguration: CONFIGURATION_DEFAULTS };

/** How SKUs are sold, which Magento has no routes of its own for. MSI contract H2. */
@Rest()
export class StockItemConfigurationsController {
  constructor(
    private readonly em: EntityManager,
    private readonly commands: Commands,
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
    answers: STOCK_ITEM_CONFIGURATION_SHOWN,
  })
  async save(@Req() request: FastifyRequest) {
    const { stockItemConfiguration } = readUpdate(request, 'stockItemConfiguration', GIVEN);
    const configurations = [configurationToSave(stockItemConfiguration)];
    const key = orderedBySku(configurations);
    const settled = await this.commands.submit(request, 'SaveStockItemConfigurations', { configurations }, key);
    if (settled.status === 'refused') throw refusalOf('SaveStockItemConfigurations', settled.problems);
    return toMagentoConfiguration(settled.view.configurations[0]!);
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
    takes: GIVEN_DEFAULTS,
    answers: CONFIGURATION_DEFAULTS_SHOWN,
  })
  async saveDefaults(@Req() request: FastifyRequest) {
    const { stockItemConfiguration } = readInput(request, GIVEN_DEFAULTS);
    const data = { defaults: stockItemConfiguration };
    const settled = await this.commands.submit(request, 'SaveStockItemConfigurationDefaults', data);
    if (settled.status === 'refused') throw refusalOf('SaveStockItemConfigurationDefaults', settled.problems);
    return toMagentoDefaults(settled.view.defaults);
  }
}
