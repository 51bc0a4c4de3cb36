import type { ClaimEvent } from '#contracts/claim-events';
import type { Command, CommandName } from '#contracts/commands';
import type { Outcome } from '#contracts/outcomes';
import { MAX_PROBLEMS } from '#contracts/problems';
import type { LowQuantityCrossed } from '#contracts/low-quantity-notifications';
import type { StockUpdated } from '#contracts/stock-updated';
import type { WatchedChange } from '#contracts/webhooks';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Circumstances, Decision, SkuHandler, TopologyHandler } from './decision.js';
import { deleteAddresses } from './addresses/delete-addresses.js';
import { saveAddresses } from './addresses/save-addresses.js';
import { learnOrders, lockOrders, saveOrders } from './orders/orders.sql.js';
import { notifyOrdersReadyForPickup } from './orders/notify-orders-ready-for-pickup.js';
import { reportOrderEvents } from './orders/report-order-events.js';
import { promisingPlaces } from './reservations/held.js';
import { loadHeld } from './reservations/held.sql.js';
import { appendLedger, takeReservationIds } from './reservations/ledger.sql.js';
import { compensateReservations } from './reservations/compensate-reservations.js';
import { placeReservations } from './reservations/place-reservations.js';
import { deleteLowQuantityNotifications } from './low-quantity/delete-low-quantity-notifications.js';
import { notificationsOf } from './low-quantity/low-quantity.rules.js';
import { saveNotifications } from './low-quantity/low-quantity.sql.js';
import { saveLowQuantityNotifications } from './low-quantity/save-low-quantity-notifications.js';
import { deleteSkus } from './skus/delete-skus.js';
import { saveProfiles } from './skus/profiles.sql.js';
import { saveSkus } from './skus/save-skus.js';
import { deleteSourceItems } from './source-items/delete-source-items.js';
import { saveHoldings, saveNotes } from './source-items/holdings.sql.js';
import { lockShelves, sumOfNeeds } from './source-items/lock-shelves.js';
import { saveSourceItems } from './source-items/save-source-items.js';
import { setSourceItemQuantities } from './source-items/set-source-item-quantities.js';
import { withoutForgone } from './source-items/forgone.rules.js';
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
import { deleteStockLineItems } from './stock-line-items/delete-stock-line-items.js';
import { saveStockLineItems } from './stock-line-items/save-stock-line-items.js';
import { cancelStockReservations } from './stock-reservations/cancel-stock-reservations.js';
import { changesTold, versioned } from './stock-reservations/claim-events.rules.js';
import { saveBound } from './stock-reservations/bound.sql.js';
import { loadClaims, saveClaims } from './stock-reservations/claims.sql.js';
import { expireStockReservations } from './stock-reservations/expire-stock-reservations.js';
import { saveStockReservations } from './stock-reservations/save-stock-reservations.js';
import { deleteStockTransfers } from './stock-transfers/delete-stock-transfers.js';
import { saveStockTransfers } from './stock-transfers/save-stock-transfers.js';
import { assignSourcesToStock } from './stocks/assign-sources-to-stock.js';
import { deleteReturnSources } from './stocks/delete-return-sources.js';
import { deleteStocks } from './stocks/delete-stocks.js';
import { registerWebsites } from './stocks/register-websites.js';
import { saveReturnSources } from './stocks/save-return-sources.js';
import { saveStocks } from './stocks/save-stocks.js';
import type { TopologyCache } from './stocks/topology-cache.js';
import { loadNeeds, loadTopology, lockTopology, saveTopology } from './stocks/topology.sql.js';
import type { TopologyDelta } from './stocks/topology.js';
import { unassignSourcesFromStock } from './stocks/unassign-sources-from-stock.js';
import { assignSkusToSources } from './transfers/assign-skus-to-sources.js';
import { transferSkus } from './transfers/transfer-skus.js';
import { transferSourceItems } from './transfers/transfer-source-items.js';
import { unassignSkusFromSources } from './transfers/unassign-skus-from-sources.js';
import { claimChanges, itemChanges, topologyChanges, watchedAmong } from './webhooks/changes.rules.js';
import { deleteWebhooks } from './webhooks/delete-webhooks.js';
import { saveWebhooks } from './webhooks/save-webhooks.js';

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
  SetSourceItemQuantities: setSourceItemQuantities,
  SaveSkus: saveSkus,
  DeleteSkus: deleteSkus,
  SaveStockReservations: saveStockReservations,
  CancelStockReservations: cancelStockReservations,
  ExpireStockReservations: expireStockReservations,
  SaveStockTransfers: saveStockTransfers,
  DeleteStockTransfers: deleteStockTransfers,
  SaveStockLineItems: saveStockLineItems,
  DeleteStockLineItems: deleteStockLineItems,
  SaveAddresses: saveAddresses,
  DeleteAddresses: deleteAddresses,
  SaveReturnSources: saveReturnSources,
  DeleteReturnSources: deleteReturnSources,
  SaveWebhooks: saveWebhooks,
  DeleteWebhooks: deleteWebhooks,
} satisfies { [N in CommandName]: SkuHandler<N> | TopologyHandler<N> };

/** What a batch came to: an outcome per command, in order, every index row that changed, every item that became low or is so no more, and every stock reservation and stock transfer that changed. */
export interface Applied {
  outcomes: Exclude<Outcome, { status: 'pending' }>[];
  updates: StockUpdated[];
  crossings: LowQuantityCrossed[];
  changes: ClaimEvent[];
  watched: WatchedChange[];
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
  const [orders, claims] = await Promise.all([
    lockOrders(tx, orderKeys, needs.orders, shelves),
    loadClaims(tx, needs.claims),
  ]);
  const held = await loadHeld(tx, promisingPlaces(needs.held, needs.orders, orders), shelves);
  const facts = new SkuFacts(topology, shelves, orders, claims, held);
  const at = circumstances(around, state.now, ids);
  const isWatched = topology.watched.size > 0;
  const claimsBefore = isWatched ? claims.draft() : claims;

  const deltas: SkuDelta[] = [];
  const outcomes = commands.map((command, index) =>
    settled(handlers[index]!.decide(command.data, facts, at), (delta) => {
      facts.apply(delta);
      deltas.push(delta);
    }),
  );
  const changed = together(deltas);
  const touched = touchedBy(deltas);
  // One flight, in this order: what is low follows from notifications, the index from all before it.
  const [, , { crossings, became }, , , updates, , , noted] = await Promise.all([
    saveNotifications(tx, notificationsOf(deltas)),
    saveConfigurations(tx, changed.configurations),
    saveHoldings(tx, facts, changed.items, state.now),
    saveBound(tx, changed.bound, state.now),
    appendLedger(tx, changed.ledger, state.now),
    touched.size > 0 ? refreshSkus(tx, touched, promisedBy(deltas), state.now, facts.allUsual) : [],
    saveOrders(tx, facts.orders, deltas, state.now),
    saveClaims(tx, claims, changed.claims),
    saveNotes(tx, changed.notes, state.now),
    saveProfiles(tx, changed.profiles),
  ]);
  const watchable = isWatched ? [...itemChanges(became, noted, state.now), ...claimChanges(deltas, claimsBefore)] : [];
  const changes = changesTold(changed.claims, topology, state.now);
  return { outcomes, updates, crossings, changes, watched: watchedAmong(watchable, topology.watched) };
}

async function applyTopologyCommands(tx: EntityManager, commands: Command[], around: Surroundings): Promise<Applied> {
  const state = await lockTopology(tx, 'alone');
  const facts = await loadTopology(tx, state);
  const [wiring, defaults] = [facts.wiring(), facts.defaults];
  const at = circumstances(around, state.now, []);
  const handlers = commands.map(({ name }) => HANDLERS[name] as unknown as TopologyHandler<CommandName>);
  const needs = commands.flatMap((command, index) => handlers[index]!.needs?.(command.data) ?? []);
  await loadNeeds(tx, facts, needs);

  const deltas: TopologyDelta[] = [];
  const watchable: WatchedChange[] = [];
  const outcomes = commands.map((command, index) => {
    return settled(handlers[index]!.decide(command.data, facts, at), (delta) => {
      if (facts.watched.size > 0) watchable.push(...topologyChanges(facts, delta));
      facts.apply(delta);
      deltas.push(delta);
    });
  });
  if (deltas.length > 0) await saveTopology(tx, facts, deltas);
  const updates = differInTerms(defaults, facts.defaults)
    ? await refreshAll(tx, wiring, facts, state.now, around.rowsAtOnce)
    : await refreshRewired(tx, rewired(wiring, facts.wiring()), state.now, around.rowsAtOnce);
  return { outcomes, updates, crossings: [], changes: [], watched: watchedAmong(watchable, facts.watched) };
}

function together(all: SkuDelta[]) {
  const deltas = withoutForgone(all);
  return {
    items: deltas.flatMap(({ items = [] }) => items),
    bound: deltas.flatMap(({ bound = [] }) => bound),
    ledger: deltas.flatMap(({ ledger = [] }) => ledger),
    configurations: deltas.flatMap(({ configurations = [] }) => configurations),
    claims: versioned(deltas.flatMap(({ claims = [] }) => claims)),
    notes: deltas.flatMap(({ notes = [] }) => notes),
    profiles: deltas.flatMap(({ profiles = [] }) => profiles),
  };
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
