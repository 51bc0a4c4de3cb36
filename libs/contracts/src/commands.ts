import { NotifyOrdersReadyForPickup, ReportOrderEvents, type OrdersNotified } from './orders.js';
import { CompensateReservations, PlaceReservations, type ReservationsPlaced } from './reservations.js';
import { DeleteLowQuantityNotifications, SaveLowQuantityNotifications } from './low-quantity-notifications.js';
import {
  SaveStockItemConfigurationDefaults,
  SaveStockItemConfigurations,
  type StockItemConfigurationDefaultsSaved,
  type StockItemConfigurationsSaved,
} from './stock-item-configurations.js';
import { DeleteSourceItems, SaveSourceItems } from './source-items.js';
import { DeleteSources, SaveSources, type SourcesSaved } from './sources.js';
import {
  AssignSourcesToStock,
  DeleteStocks,
  RegisterWebsites,
  SaveStocks,
  UnassignSourcesFromStock,
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
  PlaceReservations: ReservationsPlaced;
  CompensateReservations: ReservationsPlaced;
  AssignSkusToSources: SkusAssigned;
  UnassignSkusFromSources: SkusUnassigned;
  NotifyOrdersReadyForPickup: OrdersNotified;
  SaveStockItemConfigurations: StockItemConfigurationsSaved;
  SaveStockItemConfigurationDefaults: StockItemConfigurationDefaultsSaved;
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
