import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { Topics } from '#messaging/topics';

/** What is counted; a repeat of an event counts once. */
type Counted = 'outcomes' | 'updates';

const PATIENCE_MS = 180_000;

/** Counts outcomes and stock-updated events on their topics, as a subscriber that knows nothing of the worker. */
export class EventCounter {
  /** Outcomes by event type. */
  readonly outcomes = { CommandDone: 0, CommandRefused: 0 };
  /** When the last event came that was no repeat, in milliseconds since the epoch. */
  lastAt = 0;

  private readonly seen: Record<Counted, Set<string>> = { outcomes: new Set(), updates: new Set() };
  private readonly milestones: { counted: Counted; count: number; resolve: () => void }[] = [];
  private readonly consumer: Consumer;

  constructor(
    kafka: Kafka,
    private readonly topics: Topics,
  ) {
    this.consumer = kafka.consumer({ groupId: `${topics.group}-bench-events` });
  }

  /** Begins to count; resolves once it is a member of its group. */
  async start(): Promise<void> {
    const joined = new Promise((resolve) => this.consumer.on(this.consumer.events.GROUP_JOIN, resolve));
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [this.topics.events, this.topics.updates], fromBeginning: true });
    await this.consumer.run({ eachBatch: (payload) => Promise.resolve(this.count(payload)) });
    await joined;
  }

  stop(): Promise<void> {
    return this.consumer.disconnect();
  }

  /** Waits until so many different ones have come in all; fails after three minutes. */
  reached(counted: Counted, count: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const tooLate = () => reject(new Error(`Only ${this.seen[counted].size} of ${count} ${counted} came.`));
      const timer = setTimeout(tooLate, PATIENCE_MS);
      const settle = () => {
        clearTimeout(timer);
        resolve();
      };
      this.milestones.push({ counted, count, resolve: settle });
      this.ring(counted);
    });
  }

  private count({ batch }: EachBatchPayload): void {
    const counted = batch.topic === this.topics.updates ? 'updates' : 'outcomes';
    for (const { headers } of batch.messages) {
      const id = String(headers!.ce_id);
      if (this.seen[counted].has(id)) continue;
      this.seen[counted].add(id);
      this.lastAt = Date.now();
      if (counted === 'outcomes') this.outcomes[String(headers!.ce_type) === DONE ? 'CommandDone' : 'CommandRefused']++;
    }
    this.ring(counted);
  }

  private ring(counted: Counted): void {
    for (const milestone of this.milestones.filter(
      (it) => it.counted === counted && it.count <= this.seen[counted].size,
    )) {
      this.milestones.splice(this.milestones.indexOf(milestone), 1);
      milestone.resolve();
    }
  }
}

const DONE = 'stockwire.CommandDone.v1';
