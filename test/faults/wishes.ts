import type { Command } from '#contracts/commands';
import type { StockLineItemToSave } from '#contracts/stock-line-items';
import { item, reserve } from '#testing/builders';
import { reline, rereserve, reserveAt, retransfer, transfer, unreserve } from '#testing/claims';

/** What a client may ask for: a promise of a stock, a new quantity, or something with claims, of one unit each. */
export type Wish = 'reserve' | 'save' | Claiming | Following;

/** Claims to make: a draft, a line item that is reserved for or taken at once, a transfer that is begun or carried through at once. */
export type Claiming = (typeof CLAIMING)[number];
export const CLAIMING = ['hold', 'book', 'take', 'start', 'move'] as const;

/** What becomes of them later: a draft is confirmed or given up, a line item is taken, a transfer completed. */
export type Following = 'confirm' | 'cancel' | 'take booked' | 'complete';

/** Stock that clients buy from, linked to source `eu-1`, and how long its drafts live. */
export const STOCK = 2;
export const DRAFT_SECONDS = 2;
export const SOURCE = 'eu-1';
/** Where transfers go: its goods are not sold. */
export const ELSEWHERE = 'eu-2';

/** The command that asks for it; the claim or the line of the ledger that it makes bears its id. `claimId` is of the claim to follow. */
export function commandFor(
  kind: Wish,
  { id, sku, quantity, claimId = '' }: { id: string; sku: string; quantity: number; claimId?: string },
): Command {
  switch (kind) {
    case 'save':
      return item(SOURCE, sku, quantity);
    case 'reserve':
      return marked(reserve(STOCK, [sku, -quantity]), 'reservations', { metadata: { object_increment_id: id } });
    case 'hold':
      return reserveAt(SOURCE, sku, quantity, { reference: id });
    case 'book':
      return booking(sku, quantity, { reference: id, steps: ['reserve'] });
    case 'take':
      return booking(sku, quantity, { reference: id, steps: ['reserve', 'decrement'] });
    case 'start':
      return moving(sku, quantity, id, ['upcoming', 'picking']);
    case 'move':
      return moving(sku, quantity, id, ['upcoming', 'picking', 'in_transit', 'complete']);
    case 'confirm':
      return rereserve(claimId, sku, { pending: true });
    case 'cancel':
      return unreserve(claimId, sku);
    case 'take booked':
      return reline(claimId, sku, { steps: ['decrement'] });
    case 'complete':
      return retransfer(claimId, sku, { steps: ['in_transit', 'complete'] });
  }
}

function booking(sku: string, quantity: number, more: StockLineItemToSave): Command {
  return {
    name: 'SaveStockLineItems',
    data: { lineItems: [{ sku, quantity: String(quantity), sourceCode: SOURCE, ...more }] },
  };
}

function moving(sku: string, quantity: number, reference: string, steps: Parameters<typeof transfer>[3]): Command {
  return marked(transfer([SOURCE, ELSEWHERE], sku, quantity, steps), 'transfers', { reference });
}

function marked(command: Command, list: string, mark: object): Command {
  Object.assign((command.data as unknown as Record<string, object[]>)[list]![0]!, mark);
  return command;
}
