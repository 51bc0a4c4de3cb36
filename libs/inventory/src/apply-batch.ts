import type { Command, CommandName } from '#contracts/commands';
import type { Outcome } from '#contracts/outcomes';
import { MAX_PROBLEMS } from '#contracts/problems';
import type { LowQuantityCrossed } from '#contracts/low-quantity-notifications';
import type { StockUpdated } from '#contracts/stock-updated';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Circumstances, Decision, SkuHandler, TopologyHandler } from './decision.js';
import { learnOrders, lockOrders, saveOrders } from './orders/orders.sql.js';
import { notifyOrdersReadyForPickup } from './orders/notify-orders-ready-for-pickup.js';
import { reportOrderEvents } from './orders/report-order-events.js';
import { appendLedger, takeReservationIds } from './reservations/ledger.sql.js';
import { compensateReservations } from './reservations/compensate-reservations.js';
import { placeReservations } from './reservations/place-reservations.js';
import { deleteLowQuantityNotifications } from './low-quantity/delete-low-quantity-notifications.js';
import { notificationsOf } from './low-quantity/low-quantity.rules.js';
import { saveNotifications } from './low-quantity/low-quantity.sql.js';
import { saveLowQuantityNotifications } from './low-quantity/save-low-quantity-notifications.js';
import { deleteSourceItems } from './source-items/delete-source-items.js';
import { holdersAmong, saveHoldings } from './source-items/holdings.sql.js';
import { lockShelves, sumOfNeeds } from './source-items/lock-shelves.js';
import { saveSourceItems } from './source-items/save-source-items.js';
import { SkuFacts, type SkuDelta } from './source-items/sku-facts.js';
import { deleteSources } from './sources/delete-sources.js';
import { saveSources } from './sources/save-sources.js';
import { promisedBy, rewired, touchedBy } from './stock-index/refresh.rules.js';
import { refreshSkus } from './stock-index/refresh-index.sql.js';
import { refreshAll, refreshRewired } from './stock-index/rewiring.js';
import { differInTerms } from './stock-item-configurations/configuration.rules.js';
import { saveConfigurations } from './stock-item-configurations/configurations.sql.js';
import { saveStockItemConfigurationDefaults } from './stock-item-configurations/save-stock-item-configuration-defaults.js';
import { saveStockItemConfigurations } from './stock-item-configurations/save-stock-item-configurations.js';
import { assignSourcesToStock } from './stocks/assign-sources-to-stock.js';
import { deleteStocks } from './stocks/delete-stocks.js';
import { registerWebsites } from './stocks/register-websites.js';
import { saveStocks } from './stocks/save-stocks.js';
import type { TopologyCache } from './stocks/topology-cache.js';
import { loadTopology, lockTopology, saveTopology } from './stocks/topology.sql.js';
import type { TopologyDelta } from './stocks/topology.js';
import { unassignSourcesFromStock } from './stocks/unassign-sources-from-stock.js';
import { assignSkusToSources } from './transfers/assign-skus-to-sources.js';
import { transferSkus } from './transfers/transfer-skus.js';
import { transferSourceItems } from './transfers/transfer-source-items.js';
import { unassignSkusFromSources } from './transfers/unassign-skus-from-sources.js';

/** Every verb of the service. */
const HANDLERS = {
  SaveSources: saveSources,
  DeleteSources: deleteSources,
  SaveStocks: saveStocks,
  DeleteStocks: deleteStocks,
  AssignSourcesToStock: assignSourcesToStock,
  UnassignSourcesFromStock: unassignSourcesFromStock,
  RegisterWebsites: registerWebsites,
  SaveSourceItems: saveSourceItems,
  DeleteSourceItems: deleteSourceItems,
  PlaceReservations: placeReservations,
  CompensateReservations: compensateReservations,
  AssignSkusToSources: assignSkusToSources,
  UnassignSkusFromSources: unassignSkusFromSources,
  TransferSkus: transferSkus,
  TransferSourceItems: transferSourceItems,
  ReportOrderEvents: reportOrderEvents,
  NotifyOrdersReadyForPickup: notifyOrdersReadyForPickup,
  SaveStockItemConfigurations: saveStockItemConfigurations,
  SaveStockItemConfigurationDefaults: saveStockItemConfigurationDefaults,
  SaveLowQuantityNotifications: saveLowQuantityNotifications,
  DeleteLowQuantityNotifications: deleteLowQuantityNotifications,
} satisfies { [N in CommandName]: SkuHandler<N> | TopologyHandler<N> };

/** What a batch came to: an outcome per command, in order, every index row that changed, and every item that became low or is so no more. */
export interface Applied {
  outcomes: Exclude<Outcome, { status: 'pending' }>[];
  updates: StockUpdated[];
  crossings: LowQuantityCrossed[];
}

/** What a batch needs besides its commands. */
export interface Surroundings {
  topology: TopologyCache;
  newPublicId: () => string;
  /** Index rows that a change of the topology refreshes at once, 5,000 unless told; if there are more, all are left to refreshBacklog. */
  rowsAtOnce?: number;
}

/** Which lock a command needs; commands of different locks do not share a batch. */
export function lockOf(name: CommandName): 'topology' | 'skus' {
  return HANDLERS[name].locks;
}

/**
 * Applies commands of one kind of lock in order, within the caller's transaction: locks, loads what they need, decides each as if the
 * ones before it were stored, saves, and refreshes the index of what was touched. Throws UnknownSkus before anything is
 * written when SKUs must be registered first. The lock order is topology, then SKUs by key, then orders by key: nobody else may take them otherwise.
 */
export function applyBatch(tx: EntityManager, commands: Command[], around: Surroundings): Promise<Applied> {
  return commands.every(({ name }) => lockOf(name) === 'skus')
    ? applySkuCommands(tx, commands, around)
    : applyTopologyCommands(tx, commands, around);
}

async function applySkuCommands(tx: EntityManager, commands: Command[], around: Surroundings): Promise<Applied> {
  const handlers = commands.map(({ name }) => HANDLERS[name] as unknown as SkuHandler<CommandName>);
  const state = await lockTopology(tx, 'shared');
  const topology = await around.topology.at(tx, state);
  const needs = sumOfNeeds(commands.map((command, index) => handlers[index]!.needs(command.data, topology)));
  const orderKeys = await learnOrders(tx, needs);
  const [shelves, ids] = await Promise.all([
    lockShelves(tx, needs, state.rewiring),
    takeReservationIds(tx, needs.reservationIds),
  ]);
  const facts = new SkuFacts(topology, shelves, await lockOrders(tx, orderKeys, needs.orders, shelves));
  const at = circumstances(around, state.now, ids);

  const deltas: SkuDelta[] = [];
  const outcomes = commands.map((command, index) =>
    settled(handlers[index]!.decide(command.data, facts, at), (delta) => {
      facts.apply(delta);
      deltas.push(delta);
    }),
  );
  const items = deltas.flatMap((delta) => delta.items ?? []);
  const ledger = deltas.flatMap((delta) => delta.ledger ?? []);
  const configurations = deltas.flatMap((delta) => delta.configurations ?? []);
  const touched = touchedBy(deltas);
  // One flight, in this order: what is low follows from notifications, the index from all before it.
  const [, , crossings, , updates] = await Promise.all([
    saveNotifications(tx, notificationsOf(deltas)),
    saveConfigurations(tx, configurations),
    saveHoldings(tx, facts, items, state.now),
    appendLedger(tx, ledger, state.now),
    touched.size > 0 ? refreshSkus(tx, touched, promisedBy(deltas), state.now, facts.allUsual) : [],
    saveOrders(tx, facts.orders, deltas, state.now),
  ]);
  return { outcomes, updates, crossings };
}

async function applyTopologyCommands(tx: EntityManager, commands: Command[], around: Surroundings): Promise<Applied> {
  const state = await lockTopology(tx, 'alone');
  const facts = await loadTopology(tx, state);
  const [wiring, defaults] = [facts.wiring(), facts.defaults];
  const at = circumstances(around, state.now, []);
  const handlers = commands.map(({ name }) => HANDLERS[name] as unknown as TopologyHandler<CommandName>);
  const asked = commands.flatMap((command, index) => handlers[index]!.needs?.(command.data).holders ?? []);
  const sourceIdsAsked = asked.flatMap((code) => facts.source(code)?.sourceId ?? []);
  if (sourceIdsAsked.length > 0) facts.holders = await holdersAmong(tx, sourceIdsAsked);

  const deltas: TopologyDelta[] = [];
  const outcomes = commands.map((command, index) => {
    return settled(handlers[index]!.decide(command.data, facts, at), (delta) => {
      facts.apply(delta);
      deltas.push(delta);
    });
  });
  if (deltas.length > 0) await saveTopology(tx, facts, deltas);
  const updates = differInTerms(defaults, facts.defaults)
    ? await refreshAll(tx, wiring, facts, state.now, around.rowsAtOnce)
    : await refreshRewired(tx, rewired(wiring, facts.wiring()), state.now, around.rowsAtOnce);
  return { outcomes, updates, crossings: [] };
}

function settled<Delta>(
  decision: Decision<CommandName, Delta>,
  accept: (delta: Delta) => void,
): Applied['outcomes'][number] {
  if (decision.status === 'refused') return { status: 'refused', problems: decision.problems.slice(0, MAX_PROBLEMS) };
  accept(decision.delta);
  return { status: 'done', view: decision.view };
}

function circumstances({ newPublicId }: Surroundings, now: Date, reservationIds: number[]): Circumstances {
  let taken = 0;
  return { now, newPublicId, newReservationId: () => reservationIds[taken++]! };
}
