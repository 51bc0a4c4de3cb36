import { PlaceReservations, type ReservationsPlaced } from './reservations.js';
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
}

/** A command with its name. */
export type Command = { [N in CommandName]: { name: N; data: CommandData[N] } }[CommandName];

/** Items a command carries: what batches are weighed by, since cost follows items and not messages. */
export function weightOf(command: Command): number {
  const lists = Object.values(command.data).filter(Array.isArray);
  return Math.max(1, ...lists.map((list) => list.length));
}
