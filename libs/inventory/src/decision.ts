import type { CommandData, CommandName, CommandView } from '#contracts/commands';
import type { Refused } from '#contracts/outcomes';
import type { OrderNeeds } from './orders/order-book.js';
import type { OrderPlace } from './reservations/held.js';
import type { SkuDelta, SkuFacts } from './source-items/sku-facts.js';
import type { Topology, TopologyDelta } from './stocks/topology.js';

/** Time, ids and chance of a batch, given to decisions as arguments. */
export interface Circumstances {
  now: Date;
  newPublicId: () => string;
  newReservationId: () => number;
}

/** Done with a view and the changes that make it true, or refused with every problem in rule order and no trace. */
export type Decision<N extends CommandName, Delta> = { status: 'done'; view: CommandView[N]; delta: Delta } | Refused;

/** What must be locked and known before SKU commands are decided. SKUs are given as written; their keys are canonical. */
export interface SkuNeeds {
  /** SKUs that get a row when they have none; with `supplies` they get an item of some source too, if the command is done. */
  registers?: string[];
  supplies?: boolean;
  /** SKUs whose items may change. */
  changes?: string[];
  /** SKUs of which it must be known what is salable. */
  offers?: string[];
  /** SKUs of which it must be known what every source holds. */
  holdings?: string[];
  /** SKUs of which it must be known below which quantities their items are low. */
  notifications?: string[];
  /** SKUs of which it must be known what one says of them. */
  profiles?: string[];
  /** Public ids of stock reservations, stock transfers and stock line items to be known, with the reservations that belong to them. */
  claims?: string[];
  /** Reservation ids to set aside. */
  reservationIds?: number;
  /** Orders that events are about. */
  orders?: Partial<OrderNeeds>;
  /** Orders, SKUs and stocks of which it must be known what the ledger holds. */
  held?: OrderPlace[];
}

/** A verb that changes quantities: its SKUs are locked, the topology is shared with others. */
export interface SkuHandler<N extends CommandName> {
  locks: 'skus';
  needs(data: CommandData[N], topology: Topology): SkuNeeds;
  decide(data: CommandData[N], facts: SkuFacts, at: Circumstances): Decision<N, SkuDelta>;
}

/** What must be known beside the topology before topology commands are decided. */
export interface TopologyNeeds {
  /** Codes of sources of which it must be known whether they hold anything or something else speaks of them. */
  holders?: string[];
  /** Ids of stocks of which it must be known whether they promise anything. */
  promisers?: number[];
  /** Public ids of addresses that must be known. */
  addresses?: string[];
  /** Codes of sources whose addresses must be known. */
  addressesOf?: string[];
  /** Whether it must be known who takes returns. */
  returns?: true;
  /** Whether webhooks must be known. */
  webhooks?: true;
}

/** A verb that changes sources, stocks, links, channels or websites: it has the whole topology to itself, and sees all of it. */
export interface TopologyHandler<N extends CommandName> {
  locks: 'topology';
  needs?(data: CommandData[N]): TopologyNeeds;
  decide(data: CommandData[N], facts: Topology, at: Circumstances): Decision<N, TopologyDelta>;
}
