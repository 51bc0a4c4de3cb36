import { setTimeout as delay } from 'node:timers/promises';
import type { Message } from 'kafkajs';
import type { Command } from '#contracts/commands';
import { item } from '#testing/builders';
import { commandMessage } from '#testing/command-message';
import type { Pipe } from '#testing/pipe';
import { commandKey } from '#messaging/command-key';
import { scaled, type Chance } from './scale.js';
import { CLAIMING, commandFor, SOURCE, STOCK, type Claiming, type Following, type Wish } from './wishes.js';

/** What a client asked for, and what it was told: the journal that checkers hold against database and topics. */
export interface Entry {
  /** `Idempotency-Key` or `ce_id`; what the command makes bears it too. */
  id: string;
  via: 'http' | 'kafka';
  kind: Wish;
  /** The entry whose claim this one follows, and the claim's public id. */
  follows?: { id: string; claimId: string };
  sku: string;
  quantity: number;
  /** `accepted` by Kafka, or the answer over HTTP; `not accepted` after a 503 that was not repeated; nothing while it is unknown. */
  told?: 'accepted' | 'done' | 'refused' | 'not accepted';
  /** How often it is to be published. */
  copies: number;
  /** How often Kafka has taken it. */
  taken: number;
}

/** How many of each `HOT` SKU there are; all others last for ever. */
export const HOT_UNITS = scaled(60, 25);

/** One publication of an entry. */
interface Copy {
  entry: Entry;
  message: Message;
}

const PATIENCE_MS = 90_000;
/** Of how many claims more may be asked at a time. */
const MOST_FOLLOWED = 50;
/** What may follow the making of a claim. */
const FOLLOWING: Partial<Record<Wish, Following[]>> = {
  hold: ['confirm', 'cancel'],
  book: ['take booked'],
  start: ['complete'],
};
/** Of all commands, those that are published several times. */
const REPEATED = 0.2;
const AT_HOME = ['at once', 'late'] as const;
const ANYWHERE = ['at once', 'elsewhere', 'late'] as const;

/** Clients that keep on asking through every outage, and write down what they were told. */
export class Shoppers {
  readonly journal: Entry[] = [];
  private readonly late: Copy[] = [];
  /** Claims of which nothing more has been asked yet. */
  private unfollowed: Entry[] = [];

  constructor(
    private readonly pipe: Pipe,
    private readonly chance: Chance,
    private readonly gateways: string[] = [],
  ) {}

  /** Sends `count` commands, `share` of them over HTTP; a fifth of all, over Kafka, two to five times. Returns once each has been told something. */
  async send(count: number, share = 0.1): Promise<void> {
    const http: Promise<void>[] = [];
    for (let sent = 0; sent < count;) {
      const burst = Array.from({ length: Math.min(this.chance.int(5, 40), count - sent) }, () => this.entry(share));
      sent += burst.length;
      this.journal.push(...burst);
      for (const entry of burst) if (entry.via === 'http') http.push(this.ask(entry));
      await this.publish(burst.filter(({ via }) => via === 'kafka'));
      if (this.chance.next() < 0.3) sent += await this.follow(count - sent);
    }
    await Promise.all(http);
  }

  /** Publishes `count` reservations of one SKU to one partition. */
  async buy(sku: string, count: number, partition: number): Promise<void> {
    const entries = Array.from({ length: count }, () => this.entry(0)).map((entry): Entry => ({
      ...entry,
      ...{ kind: 'reserve', sku, quantity: 1, copies: 1 },
    }));
    this.journal.push(...entries);
    await this.insist(
      entries.map((entry) => ({ entry, message: commandMessage(commandOf(entry), { id: entry.id, partition }) })),
    );
  }

  /** Sends once more what was sent before: copies that come after a restart, and past the batch of the first. */
  async sendLateCopies(): Promise<void> {
    if (this.late.length > 0) await this.insist(this.late.splice(0));
  }

  private entry(share: number): Entry {
    const { chance } = this;
    const via = chance.next() < share ? 'http' : 'kafka';
    const kind = via === 'http' ? 'reserve' : this.wish();
    const shelf = kind === 'save' || (kind === 'hold' && chance.next() < 0.4);
    const hot = chance.next() < 0.3 ? `HOT-${chance.int(0, 4)}` : `SKU-${chance.int(0, 39)}`;
    return {
      id: this.id(),
      ...{ via, kind },
      sku: shelf ? `SHELF-${chance.int(kind === 'save' ? 0 : 1, 19)}` : hot,
      quantity: kind === 'save' ? chance.int(1_000, 100_000) : 1,
      copies: via === 'kafka' && chance.next() < REPEATED / (1 - share) ? chance.int(2, 5) : 1,
      taken: 0,
    };
  }

  private wish(): Wish {
    const dice = this.chance.next();
    if (dice < 0.25) return 'save';
    return dice < 0.5 ? this.chance.pick<Claiming>(CLAIMING) : 'reserve';
  }

  private id(): string {
    return `order-${this.journal.length}-${this.chance.int(0, 1e9)}-${this.chance.int(0, 1e9)}`;
  }

  /** Asks more of claims that are known to be made, while the database can say so; returns of how many. */
  private async follow(most: number): Promise<number> {
    const asked = this.unfollowed.slice(-Math.min(most, MOST_FOLLOWED));
    const keys = new Map(asked.map((entry) => [commandKey('/spec', entry.id), entry]));
    const made = await this.pipe
      .sql<{ key: string; view: Record<string, string[]> }>(
        `select command_key as key, result as view from outcome where status = 'done' and command_key = any($1::uuid[])`,
        [[...keys.keys()]],
      )
      .catch(() => []);
    this.unfollowed = asked.filter(({ id }) => !made.some(({ key }) => key === commandKey('/spec', id)));
    const following = made.map(({ key, view }): Entry => {
      const { id, sku, kind, copies } = keys.get(key)!;
      const follows = { id, claimId: Object.values(view)[0]![0]! };
      const more = { via: 'kafka', kind: this.chance.pick(FOLLOWING[kind]!), follows } as const;
      return { id: `${this.id()}-more`, sku, quantity: 1, copies, taken: 0, ...more };
    });
    this.journal.push(...following);
    await this.publish(following);
    return following.length;
  }

  private async publish(entries: Entry[]): Promise<void> {
    const copies: Copy[] = [];
    for (const entry of entries) {
      const key = entry.sku.toLowerCase();
      const message = commandMessage(commandOf(entry), { id: entry.id, key });
      copies.push({ entry, message });
      if (entry.kind in FOLLOWING) this.unfollowed.push(entry);
      for (let copy = 1; copy < entry.copies; copy++) {
        const when = this.chance.pick(entry.kind === 'save' ? AT_HOME : ANYWHERE);
        if (when === 'late') this.late.push({ entry, message });
        else if (when === 'at once') copies.push({ entry, message });
        else copies.push({ entry, message: { ...message, partition: this.chance.int(0, 5) } });
      }
    }
    await this.insist(copies);
  }

  private async insist(copies: Copy[]): Promise<void> {
    for (const deadline = Date.now() + PATIENCE_MS; ;) {
      try {
        await this.pipe.publish(...copies.map(({ message }) => message));
        for (const { entry } of copies) {
          entry.told = 'accepted';
          entry.taken++;
        }
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await delay(200);
      }
    }
  }

  /** Asks with one `Idempotency-Key` until the answer is plain; after a 503 that nothing uncertain came before, some do not ask again. */
  private async ask(entry: Entry): Promise<void> {
    for (let uncertain = false, deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
      const url = this.chance.pick([this.pipe.url, ...this.gateways]);
      const status = await this.post(url, entry);
      if (status === 200 || status === 400) return void (entry.told = status === 200 ? 'done' : 'refused');
      uncertain ||= status !== 503;
      if (!uncertain && this.chance.next() < 0.2) return void (entry.told = 'not accepted');
      await delay(100);
    }
  }

  private async post(url: string, { id, sku, quantity }: Entry): Promise<number | 'no answer'> {
    const metadata = { object_increment_id: id };
    const body = { reservations: [{ stock_id: STOCK, sku, quantity: -quantity, metadata }] };
    const headers = { 'content-type': 'application/json', 'idempotency-key': id };
    const authorization = `Bearer ${this.pipe.magentoToken}`;
    return fetch(`${url}/rest/V1/inventory/reservations`, {
      method: 'POST',
      headers: { ...headers, authorization },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    }).then(
      async (answer) => {
        await answer.text();
        return answer.status;
      },
      () => 'no answer' as const,
    );
  }
}

/** Opens the market: what the shoppers' SKUs need to be bought. */
export function opening(): { sku: string; command: Command }[] {
  const skus = [
    ...Array.from({ length: 5 }, (_, index) => [`HOT-${index}`, HOT_UNITS] as const),
    ...Array.from({ length: 40 }, (_, index) => [`SKU-${index}`, 1_000_000] as const),
  ];
  return skus.map(([sku, quantity]) => ({ sku, command: item(SOURCE, sku, quantity) }));
}

function commandOf({ kind, follows, ...entry }: Entry): Command {
  return commandFor(kind, { ...entry, claimId: follows?.claimId });
}
