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
  CONFIGURATION_FIELDS,
  configurationToSave,
  STOCK_ITEM_CONFIGURATION,
  toMagentoConfiguration,
  toMagentoDefaults,
} from './stock-item-configuration.shapes.js';
import { readInput, readUpdate } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { SEARCH_CRITERIA, searchOf, searchResult } from './webapi/search-criteria.js';
import { text } from './webapi/types.js';

const READ = 'Magento_InventoryApi::stock';
const WRITE = 'Magento_InventoryApi::stock_edit';

/** How SKUs are sold, which Magento has no routes of its own for. MSI contract H2. */
@Rest()
export class StockItemConfigurationsController {
  constructor(
    private readonly em: EntityManager,
    private readonly commands: Commands,
  ) {}

  @Route('GET', 'V1/inventory/stock-item-configurations', READ)
  async list(@Req() request: FastifyRequest) {
    const { searchCriteria } = readInput(request, { searchCriteria: SEARCH_CRITERIA });
    const found = await searchConfigurations(this.em, searchOf(searchCriteria, CONFIGURATION_FIELDS));
    return searchResult(found, searchCriteria, toMagentoConfiguration);
  }

  @Route('GET', 'V1/inventory/stock-item-configurations/:sku', READ)
  async one(@Req() request: FastifyRequest) {
    return toMagentoConfiguration(await configurationOf(this.em, readInput(request, { sku: text }).sku));
  }

  @Route('PUT', 'V1/inventory/stock-item-configurations/:sku', WRITE)
  async save(@Req() request: FastifyRequest) {
    const parameters = { stockItemConfiguration: STOCK_ITEM_CONFIGURATION };
    const { stockItemConfiguration } = readUpdate(request, 'stockItemConfiguration', parameters);
    const configurations = [configurationToSave(stockItemConfiguration)];
    const key = orderedBySku(configurations);
    const settled = await this.commands.submit(request, 'SaveStockItemConfigurations', { configurations }, key);
    if (settled.status === 'refused') throw refusalOf('SaveStockItemConfigurations', settled.problems);
    return toMagentoConfiguration(settled.view.configurations[0]!);
  }

  @Route('GET', 'V1/inventory/stock-item-configuration-defaults', READ)
  async defaults() {
    return toMagentoDefaults(await configurationDefaults(this.em));
  }

  @Route('PUT', 'V1/inventory/stock-item-configuration-defaults', WRITE)
  async saveDefaults(@Req() request: FastifyRequest) {
    const { stockItemConfiguration } = readInput(request, { stockItemConfiguration: CONFIGURATION_DEFAULTS });
    const data = { defaults: stockItemConfiguration };
    const settled = await this.commands.submit(request, 'SaveStockItemConfigurationDefaults', data);
    if (settled.status === 'refused') throw refusalOf('SaveStockItemConfigurationDefaults', settled.problems);
    return toMagentoDefaults(settled.view.defaults);
  }
}
