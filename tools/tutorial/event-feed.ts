import { randomUUID } from 'node:crypto';
import type { Consumer, Kafka } from 'kafkajs';
import { WrongAnswer } from './page.js';

/** What `inventory.stock-updated` tells of a SKU on a stock. */
export interface StockUpdated {
  stockId: number;
  sku: string;
  quantity: string;
  reserved: string;
  salableQuantity: string;
  isSalable: boolean;
  version: number;
}

/** What `inventory.events` tells of a command. */
export interface CommandOutcome {
  commandId: string;
  commandType: string;
  status: 'done' | 'refused';
  view?: object;
  problems?: { code: string; path: string; message: string }[];
}

const PATIENCE_MS = 30_000;

/** What Stockwire tells the world from the moment the feed was opened, through a consumer group of its own. */
export class EventFeed {
  readonly updates: StockUpdated[] = [];
  private readonly outcomes: CommandOutcome[] = [];
  private readonly taken = new Set<string>();
  private readonly waiting = new Set<() => void>();

  private constructor(private readonly closing: () => Promise<void>) {}

  /** Opens the feed on both topics of events, whose names begin with the prefix; misses nothing that is published afterwards. */
  static async open(kafka: Kafka, prefix: string): Promise<EventFeed> {
    const [updates, events] = [`${prefix}inventory.stock-updated`, `${prefix}inventory.events`];
    const groupId = `${prefix}stockwire-tutorial-${randomUUID()}`;
    const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 100 });
    const feed = new EventFeed(() => leave(kafka, consumer, groupId));
    const ends = await endsOf(kafka, [updates, events]);
    await consumer.connect();
    await consumer.subscribe({ topics: [updates, events] });
    await consumer.run({
      eachMessage: ({ topic, message }) => {
        const isNew = feed.isNew(String(message.headers?.ce_id));
        if (isNew && message.value) feed.take(topic === updates, JSON.parse(message.value.toString()));
        return Promise.resolve();
      },
    });
    for (const end of ends) consumer.seek(end);
    return feed;
  }

  /** The outcome of a command, as soon as it has arrived. */
  outcomeOf(commandId: string): Promise<CommandOutcome> {
    return this.arrival(`inventory.events tells the outcome of command ${commandId}`, () =>
      this.outcomes.find((outcome) => outcome.commandId === commandId),
    );
  }

  /** The newest update that meets a condition, as soon as there is one; `what` names it. */
  updateThat(what: string, meets: (update: StockUpdated) => boolean): Promise<StockUpdated> {
    return this.arrival(what, () => this.updates.findLast(meets));
  }

  close(): Promise<void> {
    return this.closing();
  }

  /** Events come at least once, a repeat under the same id. */
  private isNew(id: string): boolean {
    const { size } = this.taken;
    return this.taken.add(id).size > size;
  }

  private take(isUpdate: boolean, data: unknown): void {
    if (isUpdate) this.updates.push(data as StockUpdated);
    else this.outcomes.push(data as CommandOutcome);
    for (const look of [...this.waiting]) look();
  }

  private arrival<T>(what: string, find: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        this.waiting.delete(look);
        clearTimeout(patience);
        resolve(found);
      };
      const patience = setTimeout(() => {
        this.waiting.delete(look);
        reject(new WrongAnswer(`${what}: not within ${PATIENCE_MS / 1_000} s`));
      }, PATIENCE_MS);
      this.waiting.add(look);
      look();
    });
  }
}

async function endsOf(kafka: Kafka, topics: string[]): Promise<{ topic: string; partition: number; offset: string }[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const ends = await Promise.all(
      topics.map(async (topic) =>
        (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({ topic, partition, offset: high })),
      ),
    );
    return ends.flat();
  } finally {
    await admin.disconnect();
  }
}

/** Disconnects and leaves no group behind. */
async function leave(kafka: Kafka, consumer: Consumer, groupId: string): Promise<void> {
  await consumer.disconnect();
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteGroups([groupId]).catch(() => undefined);
  await admin.disconnect();
}
