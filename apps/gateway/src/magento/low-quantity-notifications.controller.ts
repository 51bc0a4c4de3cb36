import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { numberOfQuantity } from '#contracts/quantity';
import { lowQuantityNotificationOf } from '#inventory/low-quantity/low-quantity.queries';
import { orderedBySku } from '../commands.js';
import { pairOfItem, SOURCE_ITEMS } from './source-item.shapes.js';
import { MagentoError } from './webapi/errors.js';
import { readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { shown } from './webapi/shown.js';
import { list, object, quantity, text } from './webapi/types.js';
import { write } from './webapi/write.js';
import { Writes } from './writes.js';

const ACL = 'Magento_InventoryLowQuantityNotificationApi';
const API = 'Magento\\InventoryLowQuantityNotificationApi\\Api\\Data';
const CONFIGURATION = object(`${API}\\SourceItemConfigurationInterface`, {
  ...{ sourceCode: text, notifyStockQty: quantity, sku: text },
  extensionAttributes: object(`${API}\\SourceItemConfigurationExtensionInterface`, {}),
});
const PAIR = { sourceCode: text, sku: text };
const GIVEN = { sourceItemConfigurations: list(CONFIGURATION) };
const FORGOTTEN = { sourceItems: SOURCE_ITEMS };

const SERVICE = 'Magento\\InventoryLowQuantityNotificationApi\\Api';

const SAVE = write('SaveLowQuantityNotifications', {
  service: `${SERVICE}\\SourceItemConfigurationsSaveInterface::execute`,
  takes: GIVEN,
  order: ({ sourceItemConfigurations }) => {
    const configurations = sourceItemConfigurations.map(
      ({ extensionAttributes: _, ...configuration }) => configuration,
    );
    return { data: { configurations }, key: orderedBySku(configurations) };
  },
});

const FORGET = write('DeleteLowQuantityNotifications', {
  service: `${SERVICE}\\DeleteSourceItemsConfigurationInterface::execute`,
  takes: FORGOTTEN,
  order: ({ sourceItems }) => {
    const items = sourceItems.map(pairOfItem);
    return { data: { items }, key: orderedBySku(items) };
  },
});

/** Below which quantities source items are low: routes 29 to 31 of MSI contract B5. */
@Rest()
export class LowQuantityNotificationsController {
  constructor(
    private readonly em: EntityManager,
    private readonly writes: Writes,
  ) {}

  @Route('GET', 'V1/inventory/low-quantity-notification/:sourceCode/:sku', `${ACL}::low_quantity_notification`, {
    summary: 'Shows below which quantity an item of a source is low: its own, or what counts for the SKU.',
    takes: PAIR,
    answers: shown(CONFIGURATION, { never: ['extensionAttributes'] }),
  })
  async one(@Req() request: FastifyRequest) {
    const { sourceCode, sku } = readInput(request, PAIR);
    const found = await lowQuantityNotificationOf(this.em, sourceCode, sku);
    if (!found) throw new MagentoError(400, 'Wrong input data');
    return {
      source_code: found.sourceCode,
      notify_stock_qty: numberOfQuantity(found.notifyStockQty),
      sku: found.sku,
    };
  }

  @Route('POST', 'V1/inventory/low-quantity-notification', `${ACL}::stock_create_low_quantity_notification`, {
    summary:
      'Sets below which quantities items of sources are low, all or none; null leaves it to what counts for the SKU.',
    write: SAVE,
  })
  save(@Req() request: FastifyRequest) {
    return this.writes.perform(request, SAVE);
  }

  @Route('POST', 'V1/inventory/low-quantity-notifications-delete', `${ACL}::stock_delete_low_quantity_notification`, {
    summary: 'Forgets what was set for items of sources.',
    write: FORGET,
  })
  remove(@Req() request: FastifyRequest) {
    return this.writes.perform(request, FORGET);
  }
}
