import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { canonical } from '#contracts/canonical';
import { orderByIncrementId } from '#inventory/orders/orders.queries';
import { Commands } from '../commands.js';
import { eventToReport, NOTIFIED_SHOWN, ORDER_EVENT, ORDER_SHOWN, toMagentoOrder } from './order-event.shapes.js';
import { failedNotification, refusalOf } from './refusals.rules.js';
import { MagentoError, requiredFields } from './webapi/errors.js';
import { optional, readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { bool, int, list, text } from './webapi/types.js';

const EDIT = 'Magento_InventoryApi::stock_edit';
const NOTIFY = 'Magento_InventoryInStorePickupApi::notify_orders_are_ready_for_pickup';

const GIVEN = { event: optional(ORDER_EVENT), events: optional(list(ORDER_EVENT)), check: optional(bool) };
const ORDER_IDS = { orderIds: list(int) };

/** What happens to orders, which Magento's own modules know: MSI contract H3; and route 39 of B8, which needs it. */
@Rest()
export class OrderEventsController {
  constructor(
    private readonly em: EntityManager,
    private readonly commands: Commands,
  ) {}

  @Route('POST', 'V1/inventory/order-events', EDIT, {
    summary: 'Tells what happened to orders, one event or several, all of them or none; stock follows. An extension.',
    takes: GIVEN,
  })
  async report(@Req() request: FastifyRequest): Promise<void> {
    const given = readInput(request, GIVEN);
    const told = given.events ?? (given.event && [given.event]);
    if (!told) throw requiredFields(['event']);
    const events = told.map(eventToReport);
    const key = `order:${canonical(events[0]?.order?.incrementId ?? '')}`;
    const settled = await this.commands.submit(request, 'ReportOrderEvents', { events, check: given.check }, key);
    if (settled.status === 'refused') throw refusalOf('ReportOrderEvents', settled.problems);
  }

  @Route('GET', 'V1/inventory/order-events/:incrementId', EDIT, {
    summary: 'Shows what is known of an order. An extension.',
    takes: { incrementId: text },
    answers: ORDER_SHOWN,
  })
  async one(@Req() request: FastifyRequest): Promise<object> {
    const { incrementId } = readInput(request, { incrementId: text });
    const order = await orderByIncrementId(this.em, incrementId);
    if (!order) {
      throw new MagentoError(404, 'Order with increment id "%value" does not exist.', { value: incrementId });
    }
    return toMagentoOrder(order);
  }

  @Route('POST', 'V1/order/notify-orders-are-ready-for-pickup', NOTIFY, {
    summary: 'Ships orders from their pickup locations and marks them as notified; tells which are not ready.',
    takes: ORDER_IDS,
    answers: NOTIFIED_SHOWN,
  })
  async notify(@Req() request: FastifyRequest): Promise<object> {
    const orderIds = readInput(request, ORDER_IDS).orderIds.map(String);
    const key = `orders:${orderIds[0] ?? ''}`;
    const settled = await this.commands.submit(request, 'NotifyOrdersReadyForPickup', { orderIds }, key);
    if (settled.status === 'refused') throw refusalOf('NotifyOrdersReadyForPickup', settled.problems);
    const errors = settled.view.failed.map(failedNotification);
    return { successful: errors.length === 0, errors };
  }
}
