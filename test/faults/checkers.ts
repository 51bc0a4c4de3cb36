import { commandKey } from '#messaging/command-key';
import type { Tapped } from '#testing/topic-tap';
import type { Evidence } from './evidence.js';
import { broken, leaving, lingering, mislaid, miscounted, misled, misnumbered, unheard } from './claim-checkers.js';
import type { Entry } from './shoppers.js';
import { SOURCE, STOCK } from './wishes.js';

/** A promise, and where a run broke it: what was seen, at most a hundred times; nothing when it was kept. */
export const CHECKERS: Record<string, (evidence: Evidence) => string[]> = {
  'no accepted command is lost': lost,
  'nothing is applied twice': twice,
  'everybody was told the truth': untrue,
  'nothing is oversold': oversold,
  'the index is what ledger and quantities say': astray,
  'every change and every outcome went out': untold,
  'events of a key come in the order of their versions': disordered,
  'the last record of a key is its newest': stale,
  'what is reserved of an item is what claims add up to, and is there': miscounted,
  'what is at a source is what was saved less what was taken': mislaid,
  'a claim is made once, and is as it was left': misled,
  'what is reserved can be had': broken,
  'a draft ends when its time is over': lingering,
  'what becomes of a reservation is told, its end once': unheard,
  'changes of reservations and transfers are counted one by one': misnumbered,
};

/** What the checkers object to, promise by promise; empty when every promise was kept. */
export function objections(evidence: Evidence): Record<string, string[]> {
  const found = Object.entries(CHECKERS).map(([promise, check]) => [promise, check(evidence).slice(0, 100)] as const);
  return Object.fromEntries(found.filter(([, list]) => list.length > 0));
}

function lost({ journal, outcomes, ledger }: Evidence): string[] {
  const applied = new Set(ledger.map(({ id }) => id));
  return journal.flatMap(({ id, via, kind, told }) => {
    if (told === undefined) return [`${id} was never told anything`];
    const outcome = outcomes.get(published({ id }));
    if (via === 'kafka' && !outcome) return [`${id} was accepted and has no outcome`];
    const done = via === 'kafka' ? outcome === 'done' : told === 'done';
    return done && kind === 'reserve' && !applied.has(id) ? [`${id} is done and not in the ledger`] : [];
  });
}

function twice({ ledger, events }: Evidence): string[] {
  const lines = grouped(ledger, ({ id }) => id);
  const told = grouped(events, ({ headers }) => headers.ce_id!);
  return [
    ...[...lines].flatMap(([id, list]) => (list.length > 1 ? [`${id} is ${list.length} times in the ledger`] : [])),
    ...[...told].flatMap(([id, list]) => (timesOf(list).size > 1 ? [`${id} was carried out at several times`] : [])),
  ];
}

function untrue({ journal, outcomes, ledger }: Evidence): string[] {
  const applied = new Set(ledger.map(({ id }) => id));
  return journal.flatMap(({ id, told }) => {
    const outcome = outcomes.get(published({ id }));
    const refused = told === 'refused' || told === 'not accepted' || outcome === 'refused';
    return refused && applied.has(id)
      ? [`${id} was told: ${told}, its outcome is ${outcome}, and it is in the ledger`]
      : [];
  });
}

function oversold({ index }: Evidence): string[] {
  return index.flatMap(({ key, salable }) => (salable < 0 ? [`${key} has ${salable} to sell`] : []));
}

function astray({ index, ledger, quantities, claims, ...evidence }: Evidence): string[] {
  const lines = grouped(ledger, ({ key }) => key);
  const taken = grouped(leaving(evidence), ({ sku }) => `${STOCK}:${sku.toLowerCase()}`);
  const claimed = grouped(
    claims.filter(({ kind, place }) => kind === 'reservation' && place.startsWith(`${SOURCE} `)),
    ({ place }) => place.replace(`${SOURCE} `, `${STOCK}:`),
  );
  const rows = new Set(index.map(({ key }) => key));
  const saved = [...quantities.keys()].map((sku) => `${STOCK}:${sku}`);
  const missing = [...saved, ...lines.keys()].filter((key) => !rows.has(key));
  const wrong = index.flatMap((row) => {
    const reserved = sumOf(claimed.get(row.key)) - sumOf(lines.get(row.key));
    const quantity = (quantities.get(row.key.replace(`${STOCK}:`, '')) ?? 0) - (taken.get(row.key)?.length ?? 0);
    const right = row.quantity === quantity && row.reserved === reserved && row.salable === quantity - reserved;
    return right
      ? []
      : [`${row.key} is ${row.quantity} less ${row.reserved}, and should be ${quantity} less ${reserved}`];
  });
  return [...missing.map((key) => `${key} has no index row`), ...wrong];
}

function sumOf(list: { quantity: number }[] = []): number {
  return list.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Changes and outcomes that did not go out, and those that did and are nowhere in the database. */
export function untold({ outcomes, events, index, updates, outbox }: Evidence): string[] {
  const told = new Map(events.filter(isOutcome).map(({ headers, data }) => [headers.ce_id, data.status as string]));
  const versions = grouped(updates, keyOf);
  return [
    ...(outbox > 0 ? [`${outbox} rows wait in the outbox`] : []),
    ...[...outcomes].flatMap(([key, status]) =>
      told.get(key) === status ? [] : [`${key} has no event of its outcome`],
    ),
    ...[...told.keys()].flatMap((key) => (outcomes.has(key!) ? [] : [`${key} has an event and no outcome`])),
    ...index.flatMap(({ key, version }) => {
      const seen = new Set((versions.get(key) ?? []).map(versionOf));
      const missing = Array.from({ length: version }, (_, before) => before + 1).filter((it) => !seen.has(it));
      const extra = [...seen].filter((it) => it > version);
      return [
        ...(missing.length > 0 ? [`${key} lacks the events of version ${missing.slice(0, 3).join()}`] : []),
        ...(extra.length > 0 ? [`${key} has events of version ${extra.join()}, which the index never had`] : []),
      ];
    }),
  ];
}

/** Keys whose events do not come in the order of their versions, or of which one is missing between others; repeats count once. */
export function disordered({ updates }: Evidence): string[] {
  return [...grouped(updates, keyOf)].flatMap(([key, list]) => {
    const first = list.filter((it, at) => list.findIndex(({ headers }) => headers.ce_id === it.headers.ce_id) === at);
    const at = first.findIndex((it, before) => before > 0 && versionOf(it) !== versionOf(first[before - 1]!) + 1);
    return at < 0 ? [] : [`${key}: version ${versionOf(first[at]!)} came after ${versionOf(first[at - 1]!)}`];
  });
}

/** Keys of which compaction would keep another record than the newest. */
export function stale({ updates, index }: Evidence): string[] {
  const last = new Map(updates.map((update) => [keyOf(update), update]));
  return index.flatMap(({ key, version, salable }) => {
    const record = last.get(key);
    if (!record || (versionOf(record) === version && Number(record.data.salableQuantity) === salable)) return [];
    return [`${key}: compaction keeps version ${versionOf(record)}, the index is at ${version}`];
  });
}

/** Events beside outcomes bear ids of their own. */
export const isOutcome = ({ headers }: Tapped) => /\.Command(Done|Refused)\./.test(headers.ce_type ?? '');

/** Key of a command that a shopper published. */
const published = ({ id }: Pick<Entry, 'id'>) => commandKey('/spec', id);
const keyOf = ({ key }: Tapped) => key!;
const versionOf = ({ data }: Tapped) => data.version as number;
const timesOf = (list: Tapped[]) => new Set(list.map(({ headers }) => headers.ce_time));

function grouped<T>(list: T[], by: (it: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const it of list) groups.set(by(it), [...(groups.get(by(it)) ?? []), it]);
  return groups;
}
