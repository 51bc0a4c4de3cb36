import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { numberOfQuantity } from '#contracts/quantity';
import { lowQuantityNotificationOf } from '#inventory/low-quantity/low-quantity.queries';
import { Commands, orderedBySku } from '../commands.js';
import { refusalOf } from './refusals.rules.js';
import { pairOfItem, SOURCE_ITEMS } from './source-item.shapes.js';
import { MagentoError } from './webapi/errors.js';
import { readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { list, object, quantity, text } from './webapi/types.js';

const ACL = 'Magento_InventoryLowQuantityNotificationApi';
const CONFIGURATIONS = list(
  object('Magento\\InventoryLowQuantityNotificationApi\\Api\\Data\\SourceItemConfigurationInterface', {
    sourceCode: text,
    sku: text,
    notifyStockQty: quantity,
    extensionAttributes: object(
      'Magento\\InventoryLowQuantityNotificationApi\\Api\\Data\\SourceItemConfigurationExtensionInterface',
      {},
    ),
  }),
);

/** Below which quantities source items are low: routes 29 to 31 of MSI contract B5. */
@Rest()
export class LowQuantityNotificationsController {
  constructor(
    private readonly em: EntityManager,
    private readonly commands: Commands,
  ) {}

  @Route('GET', 'V1/inventory/low-quantity-notification/:sourceCode/:sku', `${ACL}::low_quantity_notification`)
  async one(@Req() request: FastifyRequest) {
    const { sourceCode, sku } = readInput(request, { sourceCode: text, sku: text });
    const found = await lowQuantityNotificationOf(this.em, sourceCode, sku);
    if (!found) throw new MagentoError(400, 'Wrong input data');
    return {
      source_code: found.sourceCode,
      notify_stock_qty: numberOfQuantity(found.notifyStockQty),
      sku: found.sku,
    };
  }

  @Route('POST', 'V1/inventory/low-quantity-notification', `${ACL}::stock_create_low_quantity_notification`)
  async save(@Req() request: FastifyRequest): Promise<void> {
    const given = readInput(request, { sourceItemConfigurations: CONFIGURATIONS }).sourceItemConfigurations;
    const configurations = given.map(({ extensionAttributes: _, ...configuration }) => configuration);
    const key = orderedBySku(configurations);
    const settled = await this.commands.submit(request, 'SaveLowQuantityNotifications', { configurations }, key);
    if (settled.status === 'refused') throw refusalOf('SaveLowQuantityNotifications', settled.problems);
  }

  @Route('POST', 'V1/inventory/low-quantity-notifications-delete', `${ACL}::stock_delete_low_quantity_notification`)
  async remove(@Req() request: FastifyRequest): Promise<void> {
    const items = readInput(request, { sourceItems: SOURCE_ITEMS }).sourceItems.map(pairOfItem);
    const key = orderedBySku(items);
    const settled = await this.commands.submit(request, 'DeleteLowQuantityNotifications', { items }, key);
    if (settled.status === 'refused') throw refusalOf('DeleteLowQuantityNotifications', settled.problems);
  }
}
