import { UNIT } from '#contracts/quantity';
import type { Watch, WatchedChange } from '#contracts/webhooks';
import { publicIdOf } from '../public-id.js';
import type { SkuDelta } from '../source-items/sku-facts.js';
import type { Claim, ClaimBook, ClaimChange, StockReservation, StockTransfer } from '../stock-reservations/claims.js';
import type { StockSourceLinkRow } from '../stocks/stock.entity.js';
import { linkKey, type Topology, type TopologyDelta } from '../stocks/topology.js';
import type { ItemChange } from './item-change.js';

/** What a decision makes of sources and links that are as `facts` say before it. A link that moves stays the same record. */
export function topologyChanges({ sources, links }: Topology, delta: TopologyDelta): WatchedChange[] {
  const kept = new Set(delta.links?.map(({ publicId }) => publicId));
  const unlinked = (delta.removedLinks ?? []).flatMap((pair) => links.get(linkKey(pair)) ?? []);
  const moved = new Set(unlinked.map(({ publicId }) => publicId));
  const isKnown = (link: StockSourceLinkRow) =>
    moved.has(link.publicId) || links.get(linkKey(link))?.publicId === link.publicId;
  const removed = (delta.removedSources ?? []).flatMap((key) => sources.get(key) ?? []);
  return [
    ...(delta.sources ?? []).map(({ sourceKey, publicId }) =>
      change(sources.has(sourceKey) ? 'source.updated' : 'source.created', publicId),
    ),
    ...removed.map(({ publicId }) => change('source.deleted', publicId)),
    ...(delta.links ?? []).map((link) => change(isKnown(link) ? 'link.updated' : 'link.created', link.publicId)),
    ...unlinked.filter(({ publicId }) => !kept.has(publicId)).map(({ publicId }) => change('link.deleted', publicId)),
  ];
}

/** What became of items in a batch; one that was both saved and noted was changed once. */
export function itemChanges(saved: ItemChange[], noted: ItemChange[], now: Date): WatchedChange[] {
  const told = new Set(saved.map(({ sourceItemId }) => sourceItemId));
  const all = [...saved, ...noted.filter(({ sourceItemId }) => !told.has(sourceItemId))];
  return all.map(({ sourceItemId, became, quantity }) => {
    const whole = quantity === undefined ? {} : { quantity: Math.floor(Number(quantity)) };
    return change(`sourceItem.${became}`, publicIdOf('source_item', sourceItemId), { ...whole, updatedAt: now });
  });
}

/** What became of stock reservations and stock transfers that were as `before` says, decision by decision. */
export function claimChanges(deltas: SkuDelta[], before: ClaimBook): WatchedChange[] {
  const latest = new Map<string, Claim>();
  return deltas.flatMap(({ claims = [] }) => {
    const reservations = new Map<string, { was?: Claim; last: ClaimChange }>();
    const steps = claims.flatMap((last): WatchedChange[] => {
      const { publicId } = last.claim;
      const was = latest.get(publicId) ?? before.claim(publicId);
      latest.set(publicId, last.claim);
      if (last.claim.kind === 'transfer') return transferChanges(last.claim, last.gone, was as StockTransfer);
      if (last.claim.kind !== 'reservation') return [];
      reservations.set(publicId, reservations.has(publicId) ? { ...reservations.get(publicId), last } : { was, last });
      return [];
    });
    return [...steps, ...[...reservations.values()].flatMap(({ was, last }) => reservationChanges(last, was))];
  });
}

/** The changes of these that anybody watches. */
export function watchedAmong(changes: WatchedChange[], watched: ReadonlySet<Watch>): WatchedChange[] {
  return changes.filter(({ watch }) => watched.has(watch));
}

/** A transfer tells of each step. */
function transferChanges(transfer: StockTransfer, gone: ClaimChange['gone'], was?: StockTransfer): WatchedChange[] {
  const { publicId, status } = transfer;
  if (gone) return [change('stockTransfer.deleted', publicId)];
  const seen = { ...seenOf(transfer), ...timesOf(transfer) };
  const stepped = status !== 'draft' && status !== was?.status;
  return [
    ...(was ? [] : [change('stockTransfer.created', publicId, seen)]),
    ...(stepped ? [change(`stockTransfer.${status}`, publicId, seen)] : []),
  ];
}

/** A reservation tells what a decision has made of it, and nothing when it came and went with it. */
function reservationChanges({ claim, gone }: ClaimChange, was: Claim | undefined): WatchedChange[] {
  const { publicId } = claim;
  if (gone) return was ? [change(`stockReservation.${gone === 'expired' ? 'expired' : 'deleted'}`, publicId)] : [];
  const { expiresAt } = claim as StockReservation;
  return [
    change(was ? 'stockReservation.updated' : 'stockReservation.created', publicId, { ...seenOf(claim), expiresAt }),
  ];
}

function seenOf(claim: Claim): object {
  const { quantity, reference, referenceOrigin, metadata, updatedAt } = claim;
  const { status } = claim as StockReservation | StockTransfer;
  return { quantity: Math.ceil(quantity / UNIT), status, reference, referenceOrigin, metadata, updatedAt };
}

function timesOf({ onHoldAt, pickingAt, inTransitAt, completedAt, cancelledAt }: StockTransfer): object {
  return { onHoldAt, pickingAt, inTransitAt, completedAt, cancelledAt };
}

function change(watch: Watch, recordId: string, seen?: object): WatchedChange {
  return { watch, recordId, ...(seen && { seen }) };
}
