import { crc32 } from 'node:zlib';
import { canonical } from '#contracts/canonical';
import type { InputRow } from './input-rows.js';

/** Lanes that rows are dealt to, and rows that are saved together. Other numbers make other commands of the same file. */
export const LANES = 16;
export const CHUNK_ROWS = 500;

/** Saves the rows of a chunk, the `index`th of its lane. */
export type SaveChunk = (lane: number, index: number, rows: InputRow[]) => Promise<void>;

/**
 * Deals rows to lanes by their SKUs. Lanes go on side by side, in each one chunk is saved after the other: of rows of one SKU the last counts,
 * also when some are sent twice. Which row is in which chunk depends on the rows alone.
 */
export class Lanes {
  private readonly lanes: Lane[];

  /** The first chunks of each lane that are `done` are left out. */
  constructor(
    done: number[],
    private readonly save: SaveChunk,
    private readonly skip: (rows: InputRow[]) => void,
  ) {
    this.lanes = done.map((chunks, number) => new Lane(number, chunks));
  }

  /** Takes a row, as soon as there is room for it. Throws what saving threw. */
  async add(row: InputRow): Promise<void> {
    const lane = this.lanes[crc32(canonical(String(row.item.sku ?? ''))) % this.lanes.length]!;
    lane.rows.push(row);
    if (lane.rows.length === CHUNK_ROWS) await this.close(lane);
  }

  /** Saves what is left; throws what saving threw, once nothing is under way any more. */
  async end(): Promise<void> {
    for (const lane of this.lanes) if (lane.rows.length > 0) await this.close(lane);
    await this.settled();
    await Promise.all(this.lanes.map(({ last }) => last));
  }

  /** Waits until nothing is under way any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.lanes.map(({ last }) => last));
  }

  /** One chunk of a lane may wait for another that is being saved. */
  private async close(lane: Lane): Promise<void> {
    const { rows, number, last } = lane;
    const index = lane.chunks++;
    lane.rows = [];
    if (index < lane.done) return this.skip(rows);
    await lane.lastButOne;
    lane.lastButOne = last;
    lane.last = last.then(() => this.save(number, index, rows));
    lane.last.catch(() => undefined);
  }
}

class Lane {
  rows: InputRow[] = [];
  chunks = 0;
  last: Promise<void> = Promise.resolve();
  lastButOne: Promise<void> = Promise.resolve();

  constructor(
    readonly number: number,
    readonly done: number,
  ) {}
}
