import type { Units } from '#contracts/quantity';
import type { TransferStatus } from '#contracts/stock-transfers';
import type { Outside } from '../outside.js';

/** What claims of every kind have in common. */
interface CommonClaim extends Outside {
  skuId: number;
  quantity: Units;
  /** 1 when it was made, one more with each change; 0 of one that is not there yet. */
  version: number;
}

/** An open claim on what a source holds of a SKU; only a draft expires. `ownerId` is the transfer or line item that it belongs to. */
export interface StockReservation extends CommonClaim {
  kind: 'reservation';
  sourceId: number;
  status: 'draft' | 'pending';
  expiresAt: Date | null;
  ownerId: string | null;
}

/** A move of a SKU's quantity from one source to another. */
export interface StockTransfer extends CommonClaim {
  kind: 'transfer';
  number: string | null;
  originId: number;
  destinationId: number;
  status: TransferStatus;
  onHoldAt: Date | null;
  pickingAt: Date | null;
  inTransitAt: Date | null;
  completedAt: Date | null;
  cancelledAt: Date | null;
}

/** A quantity of a SKU that is to be shipped from a source. */
export interface StockLineItem extends CommonClaim {
  kind: 'lineItem';
  sourceId: number | null;
  decrementedAt: Date | null;
}

/** A record of Commerce Layer's that its SKU's lock guards. */
export type Claim = StockReservation | StockTransfer | StockLineItem;

/** A claim as it now is, or why it is gone. */
export interface ClaimChange {
  claim: Claim;
  gone?: 'consumed' | 'cancelled' | 'expired' | 'deleted';
}

/** The claims that a batch names, with the reservations that belong to them, as decisions see them. */
export class ClaimBook {
  /** By public id; undefined when it is gone. */
  private readonly claims = new Map<string, Claim | undefined>();
  /** Public id of the last reservation of each owner. */
  private readonly owned = new Map<string, string>();
  private readonly stored: ReadonlySet<string>;

  constructor(
    claims: Claim[] = [],
    private readonly below?: ClaimBook,
  ) {
    claims.forEach((claim) => this.put(claim));
    this.stored = new Set(claims.map(({ publicId }) => publicId));
  }

  /** The claim of a kind and of a SKU that has a public id. */
  find<K extends Claim['kind']>(
    kind: K,
    publicId: string,
    shelf?: { skuId: number },
  ): Extract<Claim, { kind: K }> | undefined {
    const claim = this.at(publicId);
    return claim?.kind === kind && claim.skuId === shelf?.skuId ? (claim as Extract<Claim, { kind: K }>) : undefined;
  }

  /** The claim that has a public id, whatever it is. */
  claim(publicId: string): Claim | undefined {
    return this.at(publicId);
  }

  /** The reservation that belongs to a transfer or a line item. */
  reservationOf(ownerId: string): StockReservation | undefined {
    const claim = this.at(this.idOwnedBy(ownerId));
    return claim?.kind === 'reservation' ? claim : undefined;
  }

  /** These claims and what is tried out on them: changes of it do not show here. */
  overlaid(): ClaimBook {
    return new ClaimBook([], this);
  }

  /** The same claims as they are now, whatever becomes of them here. */
  draft(): ClaimBook {
    const known = [...(this.below?.draft().claims ?? []), ...this.claims];
    return new ClaimBook([...new Map(known).values()].flatMap((claim) => claim ?? []));
  }

  /** Whether there is a claim of a public id. */
  has(publicId: string): boolean {
    return this.at(publicId) !== undefined;
  }

  /** Whether the claim was there when the batch began. */
  isStored(publicId: string): boolean {
    return this.stored.has(publicId);
  }

  apply({ claim, gone }: ClaimChange): void {
    if (gone) this.claims.set(claim.publicId, undefined);
    else this.put(claim);
  }

  private put(claim: Claim): void {
    this.claims.set(claim.publicId, claim);
    if (claim.kind === 'reservation' && claim.ownerId !== null) this.owned.set(claim.ownerId, claim.publicId);
  }

  private at(publicId: string | undefined): Claim | undefined {
    if (publicId === undefined) return undefined;
    return this.claims.has(publicId) ? this.claims.get(publicId) : this.below?.at(publicId);
  }

  private idOwnedBy(ownerId: string): string | undefined {
    return this.owned.get(ownerId) ?? this.below?.idOwnedBy(ownerId);
  }
}
