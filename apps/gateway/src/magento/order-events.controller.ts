import { EntityManager } from '@mikro-orm/postgresql';
import { Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { canonical } from '#contracts/canonical';
import { orderByIncrementId } from '#inventory/orders/orders.queries';
import { eventToReport, NOTIFIED_SHOWN, ORDER_EVENT, ORDER_SHOWN, toMagentoOrder } from './order-event.shapes.js';
import { failedNotification } from './refusals.rules.js';
import { MagentoError, requiredFields } from './webapi/errors.js';
import { optional, readInput } from './webapi/input.js';
import { Rest, Route } from './webapi/rest.js';
import { bool, int, list, text } from './webapi/types.js';
import { write } from './webapi/write.js';
import { Writes } from './writes.js';

const EDIT = 'Magento_InventoryApi::stock_edit';
const NOTIFY = 'Magento_InventoryInStorePickupApi::notify_orders_are_ready_for_pickup';

const GIVEN = { event: optional(ORDER_EVENT), events: optional(list(ORDER_EVENT)), check: optional(bool) };
const ORDER_IDS = { orderIds: list(int) };

const REPORT = write('ReportOrderEvents', {
  service: 'Stockwire\\Api\\ReportOrderEventsInterface::execute',
  takes: GIVEN,
  order: ({ event, events: several, check }) => {
    const told = several ?? (event && [event]);
    if (!told) throw requiredFields(['event']);
    const events = told.map(eventToReport);
    return { data: { events, check }, key: `order:${canonical(events[0]?.order?.incrementId ?? '')}` };
  },
});

const NOTIFY_READY = write('NotifyOrdersReadyForPickup', {
  service: 'Magento\\InventoryInStorePickupSalesApi\\Api\\NotifyOrdersAreReadyForPickupInterface::execute',
  takes: ORDER_IDS,
  order: ({ orderIds: given }) => {
    const orderIds = given.map(String);
    return { data: { orderIds }, key: `orders:${orderIds[0] ?? ''}` };
  },
  answer: ({ failed }) => ({ successful: failed.length === 0, errors: failed.map(failedNotification) }),
});

/** What happens to orders, which Magento's own modules know: MSI contract H3; and route 39 of B8, which needs it. */
@Rest()
export class OrderEventsController {
  constructor(
    private readonly em: EntityManager,
    private readonly writes: Writes,
  ) {}

  @Route('POST', 'V1/inventory/order-events', EDIT, {
    summary: 'Tells what happened to orders, one event or several, all of them or none; stock follows. An extension.',
    write: REPORT,
  })
  report(@Req() request: FastifyRequest) {
    return this.writes.perform(request, REPORT);
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
    write: NOTIFY_READY,
    answers: NOTIFIED_SHOWN,
  })
  notify(@Req() request: FastifyRequest) {
    return this.writes.perform(request, NOTIFY_READY);
  }
}
