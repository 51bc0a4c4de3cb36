import { DeleteAddresses, SaveAddresses, type AddressesSaved } from './addresses.js';
import { NotifyOrdersReadyForPickup, ReportOrderEvents, type OrdersNotified } from './orders.js';
import { CompensateReservations, PlaceReservations, type ReservationsPlaced } from './reservations.js';
import { DeleteLowQuantityNotifications, SaveLowQuantityNotifications } from './low-quantity-notifications.js';
import {
  SaveStockItemConfigurationDefaults,
  SaveStockItemConfigurations,
  type StockItemConfigurationDefaultsSaved,
  type StockItemConfigurationsSaved,
} from './stock-item-configurations.js';
import { DeleteSkus, SaveSkus, type SkusSaved } from './skus.js';
import { DeleteSourceItems, SaveSourceItems, SetSourceItemQuantities, type SourceItemsSet } from './source-items.js';
import { DeleteSources, SaveSources, type SourcesSaved } from './sources.js';
import { DeleteStockLineItems, SaveStockLineItems, type StockLineItemsSaved } from './stock-line-items.js';
import {
  CancelStockReservations,
  ExpireStockReservations,
  SaveStockReservations,
  type StockReservationsSaved,
} from './stock-reservations.js';
import { DeleteStockTransfers, SaveStockTransfers, type StockTransfersSaved } from './stock-transfers.js';
import {
  AssignSourcesToStock,
  DeleteReturnSources,
  DeleteStocks,
  RegisterWebsites,
  SaveReturnSources,
  SaveStocks,
  UnassignSourcesFromStock,
  type ReturnSourcesSaved,
  type SourcesAssigned,
  type StocksSaved,
  type WebsitesRegistered,
} from './stocks.js';
import {
  AssignSkusToSources,
  TransferSkus,
  TransferSourceItems,
  UnassignSkusFromSources,
  type SkusAssigned,
  type SkusUnassigned,
} from './transfers.js';
import { DeleteWebhooks, SaveWebhooks, type WebhooksSaved } from './webhooks.js';

/** Every command by its name; `ce_type` on the wire is `stockwire.<name>.v1`. */
export const COMMANDS = {
  SaveSources,
  DeleteSources,
  SaveStocks,
  DeleteStocks,
  AssignSourcesToStock,
  UnassignSourcesFromStock,
  RegisterWebsites,
  SaveSourceItems,
  DeleteSourceItems,
  PlaceReservations,
  CompensateReservations,
  AssignSkusToSources,
  UnassignSkusFromSources,
  TransferSkus,
  TransferSourceItems,
  ReportOrderEvents,
  NotifyOrdersReadyForPickup,
  SaveStockItemConfigurations,
  SaveStockItemConfigurationDefaults,
  SaveLowQuantityNotifications,
  DeleteLowQuantityNotifications,
  SetSourceItemQuantities,
  SaveSkus,
  DeleteSkus,
  SaveStockReservations,
  CancelStockReservations,
  ExpireStockReservations,
  SaveStockTransfers,
  DeleteStockTransfers,
  SaveStockLineItems,
  DeleteStockLineItems,
  SaveAddresses,
  DeleteAddresses,
  SaveReturnSources,
  DeleteReturnSources,
  SaveWebhooks,
  DeleteWebhooks,
} as const;

/** Name of a command. */
export type CommandName = keyof typeof COMMANDS;

/** Data of each command. */
export type CommandData = { [N in CommandName]: InstanceType<(typeof COMMANDS)[N]> };

/** View of each command when it is done. */
export interface CommandView extends Record<CommandName, object> {
  SaveSources: SourcesSaved;
  SaveStocks: StocksSaved;
  AssignSourcesToStock: SourcesAssigned;
  RegisterWebsites: WebsitesRegistered;
  SaveAddresses: AddressesSaved;
  SaveReturnSources: ReturnSourcesSaved;
  SaveWebhooks: WebhooksSaved;
  PlaceReservations: ReservationsPlaced;
  CompensateReservations: ReservationsPlaced;
  AssignSkusToSources: SkusAssigned;
  UnassignSkusFromSources: SkusUnassigned;
  NotifyOrdersReadyForPickup: OrdersNotified;
  SaveStockItemConfigurations: StockItemConfigurationsSaved;
  SaveStockItemConfigurationDefaults: StockItemConfigurationDefaultsSaved;
  SetSourceItemQuantities: SourceItemsSet;
  SaveSkus: SkusSaved;
  SaveStockReservations: StockReservationsSaved;
  SaveStockTransfers: StockTransfersSaved;
  SaveStockLineItems: StockLineItemsSaved;
}

/** A command with its name. */
export type Command = { [N in CommandName]: { name: N; data: CommandData[N] } }[CommandName];

/** Items a command carries: what batches are weighed by, since cost follows items and not messages. */
export function weightOf(command: Command): number {
  const { data } = command;
  if ('skus' in data && 'sourceCodes' in data) return Math.max(1, data.skus.length * data.sourceCodes.length);
  if ('events' in data) return data.events.reduce((sum, { items }) => sum + Math.max(1, items?.length ?? 1), 1);
  const lists = Object.values(data).filter(Array.isArray);
  return Math.max(1, ...lists.map((list) => list.length));
}
