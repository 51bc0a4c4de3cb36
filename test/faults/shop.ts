import type { StockUpdated } from '#contracts/stock-updated';
import type { AppProcess } from '#testing/app-process';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { TopicTap } from '#testing/topic-tap';
import { Door, type DoorAnswer } from './door.js';
import { eventsByRow } from './updates.js';

/** A line of a reservation, negative when it promises. */
export type Line = [stockId: number, sku: string, quantity: number];

/** A Stockwire of two gateways and two workers, and everything it tells. */
export interface Shop {
  pipe: Pipe;
  workers: [AppProcess, AppProcess];
  gateways: [AppProcess, AppProcess];
  doors: [Door, Door];
  tap: TopicTap;
  /** The door of a caller: neighbours come through different ones. */
  door(caller: number): Door;
  /** Saves items at a source, each with the same quantity. */
  stocked(sourceCode: string, quantity: number, ...skus: string[]): Promise<void>;
  /** A source with a stock of its own; returns the stock's id. */
  sells(name: string, ...sourceCodes: string[]): Promise<number>;
  /** Reservation ids of the ledger's lines about SKUs, whose keys are like this. */
  ledger(like: string): Promise<number[]>;
  /** The last event of each index row has arrived; all of them by row, in order, each once. */
  updates(): Promise<Map<string, StockUpdated[]>>;
  close(): Promise<void>;
}

export async function openShop(): Promise<Shop> {
  const pipe = await startPipe();
  const [tap, worker, gateway] = await Promise.all([
    TopicTap.open(pipe.kafka, pipe.topics.updates, pipe.topics.dead),
    pipe.another('worker'),
    pipe.another('gateway'),
  ]);
  const doors: [Door, Door] = [new Door(pipe.url, pipe.magentoToken), new Door(gateway.url, pipe.magentoToken)];
  const door = (caller: number) => doors[caller % 2]!;
  return {
    pipe,
    workers: [pipe.worker, worker],
    gateways: [pipe.gateway, gateway],
    doors,
    tap,
    door,
    stocked: async (source_code, quantity, ...skus) => {
      const sourceItems = skus.map((sku) => ({ sku, source_code, quantity, status: 1 }));
      expect(await door(0).post('source-items', { sourceItems })).toMatchObject({ status: 200 });
    },
    sells: async (name, ...sourceCodes) => {
      for (const code of sourceCodes) expect(await door(0).post('sources', sourceOf(code))).toMatchObject(OK);
      const stock = await door(0).post('stocks', { stock: { name } });
      const links = sourceCodes.map((source_code) => ({ stock_id: stock.body as number, source_code, priority: 1 }));
      expect(await door(0).post('stock-source-links', { links })).toMatchObject(OK);
      return stock.body as number;
    },
    ledger: async (like) => {
      const rows = await pipe.sql<{ id: string }>(
        `select reservation_id as id from reservation join sku using (sku_id) where sku_key like $1 order by reservation_id`,
        [like],
      );
      return rows.map(({ id }) => Number(id));
    },
    updates: async () => {
      const rows = await pipe.sql<{ row: string; version: number }>(
        `select stock_id || ':' || sku_key as row, version::int from stock_index join sku using (sku_id)`,
      );
      return eventually(() => {
        const told = eventsByRow(tap);
        return rows.every(({ row, version }) => told.get(row)?.at(-1)?.version === version) && told;
      }, 30_000);
    },
    close: async () => {
      for (const one of doors) one.close();
      await tap.close();
      await pipe.close();
    },
  };
}

const OK = { status: 200 };

/** What a source is, enabled or not. */
export function sourceOf(source_code: string, enabled = true) {
  return { source: { source_code, name: `Source ${source_code}`, country_id: 'DE', postcode: '10115', enabled } };
}

/** The body that reserves lines, all or none. */
export function reservationOf(...lines: Line[]) {
  return { reservations: lines.map(([stock_id, sku, quantity]) => ({ stock_id, sku, quantity })) };
}

/** How many answers there are of each status and headline. */
export function tally(answers: readonly DoorAnswer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const { message } = (body ?? {}) as { message?: string };
    const kind = message ? `${status} ${message}` : String(status);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
