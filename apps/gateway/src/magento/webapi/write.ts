import type { CommandData, CommandName, CommandView } from '#contracts/commands';
import { readGiven, withFieldOf, type Given, type Input, type Parameters } from './input.js';

/** A command that a client wants, ordered among others of the same `key`. */
export interface Order<N extends CommandName = CommandName> {
  data: CommandData[N];
  key?: string;
}

/** What a route that changes something makes of its input, whether the client waits for the outcome or not. */
export interface Write<N extends CommandName = CommandName> {
  command: N;
  /** What Magento calls, as `Magento\\InventoryApi\\Api\\StockRepositoryInterface::save`. */
  service: string;
  takes: Parameters;
  /** The command for what is given. Throws 400. */
  orderOf(given: Given): Order<N>;
  /** The answer when the command is done. */
  answerOf(view: object): unknown;
}

/** How a write is told: `updates` names the object that takes the value of a parameter as its field, whatever it says itself. */
interface WriteDescription<N extends CommandName, P extends Parameters> {
  service: string;
  takes: P;
  updates?: { parameter: keyof P & string; field: string };
  order: (input: Input<P>) => Order<N>;
  answer?: (view: CommandView[N]) => unknown;
}

/** A write of this command. */
export function write<N extends CommandName, P extends Parameters>(
  command: N,
  { service, takes, updates, order, answer }: WriteDescription<N, P>,
): Write<N> {
  return {
    ...{ command, service, takes },
    orderOf(given) {
      return order(readGiven(updates ? withFieldOf(given, updates.parameter, updates.field) : given, takes));
    },
    answerOf: (view) => answer?.(view as CommandView[N]),
  };
}
