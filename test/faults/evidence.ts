import type { Pipe } from '#testing/pipe';
import type { Tapped, TopicTap } from '#testing/topic-tap';
import { collectClaims, type ClaimRow, type ItemRow } from './claim-evidence.js';
import type { Entry } from './shoppers.js';

/** An index row as stored; quantities are whole numbers in these runs. */
export interface IndexRow {
  key: string;
  quantity: number;
  reserved: number;
  salable: number;
  version: number;
}

/** All that is to be held against each other after a run. */
export interface Evidence {
  journal: Entry[];
  /** Status of each command in the database, by its key. */
  outcomes: Map<string, string>;
  /** Lines of the ledger, by the order they name. */
  ledger: { id: string; key: string; quantity: number }[];
  index: IndexRow[];
  /** What was saved last of each SKU, by its key. */
  quantities: Map<string, number>;
  claims: ClaimRow[];
  items: ItemRow[];
  outbox: number;
  /** stock-updated records in the order of their topic. */
  updates: Tapped[];
  /** Events of outcomes and of claims in the order of their topic. */
  events: Tapped[];
}

/** Collects the evidence of a run from its database and a tap on its topics of commands, updates and events. */
export async function collect(pipe: Pipe, journal: Entry[], tap: TopicTap): Promise<Evidence> {
  const outcomes = await pipe.sql<{ command_key: string; status: string }>('select command_key, status from outcome');
  const [waiting] = await pipe.sql<{ rows: number }>('select count(*)::int as rows from outbox');
  const of = (topic: string) =>
    tap.messages.filter((message) => message.topic === topic).sort((a, b) => Number(a.offset) - Number(b.offset));
  return {
    journal,
    outcomes: new Map(outcomes.map(({ command_key, status }) => [command_key, status])),
    ledger: await pipe.sql(`select metadata->>'object_increment_id' as id, stock_id || ':' || sku_key as key,
      quantity::float8 as quantity from reservation join sku using (sku_id)`),
    index:
      await pipe.sql(`select stock_id || ':' || sku_key as key, quantity::float8 as quantity, (reserved + bound)::float8 as reserved,
      salable::float8 as salable, version::float8 as version from stock_index join sku using (sku_id)`),
    quantities: quantitiesOf(of(pipe.topics.commands)),
    ...(await collectClaims(pipe)),
    outbox: waiting!.rows,
    updates: of(pipe.topics.updates),
    events: of(pipe.topics.events),
  };
}

/** The last quantity saved of each SKU: all commands that save it lie in one partition, in order, and a repeat counts where it came first. */
function quantitiesOf(commands: Tapped[]): Map<string, number> {
  const quantities = new Map<string, number>();
  const seen = new Set<string>();
  for (const { headers, data } of commands) {
    if (headers.ce_type !== 'stockwire.SaveSourceItems.v1' || seen.has(headers.ce_id!)) continue;
    seen.add(headers.ce_id!);
    for (const { sku, quantity } of data.items) quantities.set(sku.toLowerCase(), Number(quantity));
  }
  return quantities;
}
