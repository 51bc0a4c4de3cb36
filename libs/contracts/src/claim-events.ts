import type { StockReservationChanged } from './stock-reservations.js';
import type { StockTransferChanged } from './stock-transfers.js';

/** What a stock reservation or a stock transfer has become. */
export type ClaimEvent =
  | { type: 'StockReservationChanged'; data: StockReservationChanged }
  | { type: 'StockTransferChanged'; data: StockTransferChanged };
