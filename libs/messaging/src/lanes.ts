import type { Received } from './read-command.js';

/** How many batches are applied at once, what may share one, and how one is applied. */
export interface LanesOptions {
  lanes: number;
  fit: (messages: Received[]) => boolean;
  apply: (messages: Received[]) => Promise<void>;
}

interface Waiting {
  messages: Received[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Applies what partitions have, a few batches at once: the database works on one while another is decided. What waits is shared out among
 * the lanes that are free, so that little from many partitions costs one transaction and not as many as there are partitions.
 */
export class Lanes {
  private readonly waiting: Waiting[] = [];
  private free: number;

  constructor(private readonly options: LanesOptions) {
    this.free = options.lanes;
  }

  /** Applies messages of one partition; settles with the batch that they became part of. */
  apply(messages: Received[]): Promise<void> {
    return new Promise((resolve, reject) => {
      // Whoever calls at the same moment shares a batch.
      if (this.waiting.push({ messages, resolve, reject }) === 1) setImmediate(() => this.fill());
    });
  }

  private fill(): void {
    while (this.free > 0 && this.waiting.length > 0) {
      const parts = this.take(Math.ceil(this.waiting.length / this.free--));
      void this.options
        .apply(parts.flatMap(({ messages }) => messages))
        .then(
          () => parts.forEach(({ resolve }) => resolve()),
          (error: unknown) => parts.forEach(({ reject }) => reject(error)),
        )
        .finally(() => {
          this.free++;
          this.fill();
        });
    }
  }

  /** The oldest of those that wait, at most so many, as far as they fit into one batch. */
  private take(most: number): Waiting[] {
    const parts = this.waiting.splice(0, 1);
    let messages = parts[0]!.messages;
    while (parts.length < most) {
      messages = [...messages, ...this.waiting[0]!.messages];
      if (!this.options.fit(messages)) break;
      parts.push(this.waiting.shift()!);
    }
    return parts;
  }
}
