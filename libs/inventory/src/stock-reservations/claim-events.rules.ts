import type { ClaimEvent } from '#contracts/claim-events';
import type { ClaimReference } from '#contracts/claim-reference';
import { formatQuantity } from '#contracts/quantity';
import type { SkuDelta } from '../source-items/sku-facts.js';
import type { Topology } from '../stocks/topology.js';
import type { Claim, ClaimChange, StockReservation, StockTransfer } from './claims.js';

type Changes = NonNullable<SkuDelta['claims']>;

/** The changes of a batch in their order, each with the version that it makes of its claim. */
export function versioned(changes: Changes): Changes {
  const latest = new Map<string, number>();
  return changes.map((change) => {
    const { publicId } = change.claim;
    const version = (latest.get(publicId) ?? change.claim.version) + 1;
    latest.set(publicId, version);
    return { ...change, claim: { ...change.claim, version } };
  });
}

/** What changes of stock reservations and stock transfers tell, in their order. */
export function changesTold(changes: Changes, topology: Topology, now: Date): ClaimEvent[] {
  return changes.flatMap(({ shelf: { sku }, claim, gone }): ClaimEvent[] => {
    switch (claim.kind) {
      case 'reservation': {
        const data = { ...reservationTold(claim, gone, topology), ...commonTold(claim, sku, now) };
        return [{ type: 'StockReservationChanged', data }];
      }
      case 'transfer': {
        const data = { ...transferTold(claim, gone, topology), ...commonTold(claim, sku, now) };
        return [{ type: 'StockTransferChanged', data }];
      }
      default:
        return [];
    }
  });
}

function reservationTold(claim: StockReservation, gone: ClaimChange['gone'], topology: Topology) {
  return {
    reservationId: claim.publicId,
    sourceCode: topology.sourceOfId(claim.sourceId)!.sourceCode,
    status: gone ? ('closed' as const) : claim.status,
    reason: gone === undefined || gone === 'deleted' ? null : gone,
    ownerId: claim.ownerId,
    expiresAt: instant(claim.expiresAt),
  };
}

function transferTold(claim: StockTransfer, gone: ClaimChange['gone'], topology: Topology) {
  return {
    transferId: claim.publicId,
    number: claim.number,
    originSourceCode: topology.sourceOfId(claim.originId)?.sourceCode ?? null,
    destinationSourceCode: topology.sourceOfId(claim.destinationId)?.sourceCode ?? null,
    status: gone ? ('deleted' as const) : claim.status,
    onHoldAt: instant(claim.onHoldAt),
    pickingAt: instant(claim.pickingAt),
    inTransitAt: instant(claim.inTransitAt),
    completedAt: instant(claim.completedAt),
    cancelledAt: instant(claim.cancelledAt),
  };
}

function commonTold(claim: Claim, sku: string, now: Date) {
  return {
    sku,
    quantity: formatQuantity(claim.quantity),
    version: claim.version,
    ...referenceTold(claim),
    createdAt: claim.createdAt.toISOString(),
    updatedAt: now.toISOString(),
  };
}

/** A command may bring megabytes of these, and change its claim several times: as many events would not fit into messages. */
const MOST_TOLD = 16_384;

function referenceTold({ reference, referenceOrigin, metadata }: Claim): ClaimReference {
  const fits = (value: unknown) => JSON.stringify(value).length <= MOST_TOLD;
  return {
    ...(fits(reference) && { reference }),
    ...(fits(referenceOrigin) && { referenceOrigin }),
    ...(fits(metadata) && { metadata }),
  };
}

function instant(time: Date | null): string | null {
  return time?.toISOString() ?? null;
}
