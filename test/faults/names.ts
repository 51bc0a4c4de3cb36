import type { ClaimEvent } from '#contracts/claim-events';
import type { Command } from '#contracts/commands';
import type { Applied } from '#inventory/apply-batch';

/** Public ids in a row, so that a command can name what an earlier one of its batch makes. */
export class PublicIds {
  /** How many were given. */
  given = 0;

  readonly next = (): string => this.at(this.given++);

  at(place: number): string {
    return `id${String(place).padStart(8, '0')}`;
  }
}

/** What a command was told that chance decides: the ids of its claims, in their order, and of reservations of what owns them, the oldest first. */
export interface Told {
  ids: string[];
  owned: Record<string, string[]>;
}

/** Told nothing. */
export const NOTHING_TOLD: Told = { ids: [], owned: {} };

type Kind = (typeof KINDS)[number];
const KINDS = ['reservationId', 'transferId', 'lineItemId'] as const;

/** Names claims to commands that are drawn before anybody knows how they are called. */
export class Names {
  private readonly claims: { kind: Kind; id: string; sku: string; closed?: boolean }[] = [];
  private readonly owned: Record<string, string[]> = {};

  /** Of the ids that come next, `coming` many are named. */
  constructor(
    private readonly ids: PublicIds,
    private readonly coming = 1,
  ) {}

  /** Commands with ids for numbers: of claims that are open, the youngest first, of some that the batch may make, and of what is closed. */
  in(batch: Command[]): Command[] {
    return batch.map(({ name, data }) => {
      const lists = Object.entries(data).map(([field, list]) => [
        field,
        Array.isArray(list) ? this.inList(list) : list,
      ]);
      return { name, data: Object.fromEntries(lists) as Command['data'] } as Command;
    });
  }

  /** Learns from what became of a batch; returns what each of its commands was told. */
  learn(batch: Command[], { outcomes, changes }: Pick<Applied, 'outcomes' | 'changes'>): Told[] {
    for (const change of changes) this.learnChange(change);
    return batch.map(({ data }, index) => {
      const { ids } = idsTold(outcomes[index]!);
      const [list] = Object.values(data).filter(Array.isArray) as Element[][];
      ids.forEach((id, place) => this.learnClaim(kindIn(outcomes[index]!)!, id, list![place]!.sku!));
      return { ids, owned: this.owned };
    });
  }

  private learnChange({ type, data }: ClaimEvent): void {
    if (type === 'StockTransferChanged') return;
    const { reservationId: id, ownerId, sku, status } = data;
    this.learnClaim('reservationId', id, sku);
    if (status === 'closed') this.claims.find((claim) => claim.id === id)!.closed = true;
    if (ownerId !== null && !this.owned[ownerId]?.includes(id)) (this.owned[ownerId] ??= []).push(id);
  }

  private learnClaim(kind: Kind, id: string, sku: string): void {
    if (!this.claims.some((claim) => claim.id === id)) this.claims.unshift({ kind, id, sku });
  }

  private inList(list: unknown[]): unknown[] {
    return list.map((element) => {
      const kind = KINDS.find((one) => typeof (element as Element | null)?.[one] === 'string');
      return kind ? this.inElement(element as Element, kind) : element;
    });
  }

  private inElement(element: Element, kind: Kind): Element {
    const known = this.claims.filter((claim) => claim.kind === kind);
    const next = Array.from({ length: this.coming }, (_, more) => this.ids.at(this.ids.given + more));
    const coming = next.map((id) => ({ id, sku: 'CHAIR' }));
    const all = [...known.filter(({ closed }) => !closed), ...coming, ...known.filter(({ closed }) => closed)];
    const { id, sku } = all[Number(element[kind]) % all.length]!;
    return { ...element, [kind]: id, sku: element.sku ?? sku };
  }
}

type Element = { sku?: string | null } & Partial<Record<Kind, string>>;

function idsTold(outcome: Applied['outcomes'][number]): Pick<Told, 'ids'> {
  const kind = kindIn(outcome);
  return { ids: kind ? (outcome as { view: Record<string, string[]> }).view[`${kind}s`]! : [] };
}

/** Which claims an outcome tells the ids of; those of reservations in the ledger are numbers. */
function kindIn(outcome: Applied['outcomes'][number]): Kind | undefined {
  const view = outcome.status === 'done' ? (outcome.view as unknown as Record<string, unknown[]>) : {};
  return KINDS.find((kind) => typeof view[`${kind}s`]?.[0] === 'string');
}
