import { commandKey } from '#messaging/command-key';
import type { Tapped } from '#testing/topic-tap';
import type { ClaimRow } from './claim-evidence.js';
import type { Evidence } from './evidence.js';
import type { Entry } from './shoppers.js';
import { CLAIMING, ELSEWHERE, type Wish } from './wishes.js';

/** How long the sweeper may take when nothing is in its way. */
const SWEPT_WITHIN_SECONDS = 5;

/** Items of which is not counted as reserved what their open claims add up to, or of which more is reserved than there is. */
export function miscounted({ claims, items }: Evidence): string[] {
  const open = new Map<string, number>();
  for (const { kind, place, quantity } of claims)
    if (kind === 'reservation') open.set(place, (open.get(place) ?? 0) + quantity);
  return items.flatMap(({ place, quantity, bound }) => [
    ...(bound === (open.get(place) ?? 0)
      ? []
      : [`${place} counts ${bound} as reserved, and claims are for ${open.get(place) ?? 0}`]),
    ...(bound > quantity ? [`${place} has ${quantity}, and ${bound} of it are reserved`] : []),
  ]);
}

/** Items that do not hold what was saved less what claims have taken, and the destination more or less than has arrived. */
export function mislaid(evidence: Evidence): string[] {
  const { items, journal, quantities } = evidence;
  const gone = leaving(evidence);
  const moved = new Set(journal.filter(({ kind }) => kind === 'move' || kind === 'complete').map(({ id }) => id));
  return items.flatMap(({ place, quantity }) => {
    const [source, sku] = place.split(' ') as [string, string];
    const taken = gone.filter((entry) => entry.sku.toLowerCase() === sku);
    const arrived = taken.filter(({ id }) => moved.has(id)).length;
    const expected = source === ELSEWHERE ? arrived : (quantities.get(sku) ?? 0) - taken.length;
    return quantity === expected ? [] : [`${place} is ${quantity}, and should be ${expected}`];
  });
}

/** Commands that were carried out and took a unit off the source. */
export function leaving({ journal, outcomes }: Pick<Evidence, 'journal' | 'outcomes'>): Entry[] {
  return journal.filter((entry) => TAKING.has(entry.kind) && outcomes.get(keyOf(entry)) === 'done');
}

const TAKING = new Set<Wish>(['take', 'move', 'take booked', 'complete']);

/** Commands that made not one claim when they were done, or one when they were refused; claims that are not as the last command left them. */
export function misled({ journal, outcomes, claims }: Evidence): string[] {
  const made = Map.groupBy(claims, ({ madeBy }) => madeBy);
  const followed = new Map(journal.flatMap((entry) => (entry.follows ? [[entry.follows.id, entry] as const] : [])));
  return journal.filter(isClaiming).flatMap((entry) => {
    const rows = made.get(entry.id) ?? [];
    const outcome = outcomes.get(keyOf(entry));
    if (outcome === undefined) return [];
    if (outcome === 'refused') return rows.length > 0 ? [`${entry.id} was refused, and has made a claim`] : [];
    const next = followed.get(entry.id);
    const then = next && outcomes.get(keyOf(next));
    const expected = expectedOf(entry.kind, next?.kind, then);
    const status = rows.map((row) => row.status).join();
    return expected.includes(status)
      ? []
      : [`${entry.id} (${entry.kind}, then ${next?.kind}: ${then}) left: ${status}`];
  });
}

/** What may be left of a claim: how its rows stand, nothing when it is gone. */
function expectedOf(kind: Wish, next: Wish | undefined, then: string | undefined): string[] {
  switch (kind) {
    case 'hold':
      if (then !== 'done') return next && then === 'refused' ? [''] : ['draft', ''];
      return next === 'confirm' ? ['pending'] : [''];
    case 'book':
      return [then === 'done' ? 'taken' : 'open'];
    case 'take':
      return ['taken'];
    case 'start':
      return [then === 'done' ? 'completed' : 'picking'];
    default:
      return ['completed'];
  }
}

/** What was reserved for a line item or a transfer, and could not be had when it was asked for. */
export function broken({ journal, outcomes }: Evidence): string[] {
  const kept = journal.filter(({ kind }) => kind === 'take booked' || kind === 'complete');
  return kept.flatMap((entry) =>
    outcomes.get(keyOf(entry)) === 'refused' ? [`${entry.id} was refused what was reserved for it`] : [],
  );
}

/** Drafts that nobody ends though their time is over. */
export function lingering({ claims }: Evidence): string[] {
  const late = claims.filter(({ overdue }) => overdue !== null && overdue > SWEPT_WITHIN_SECONDS);
  return late.map(({ id, overdue }) => `${id} is still there ${overdue} s after its time`);
}

/** Reservations of which events do not tell how they are, or tell that they ended not once; those of one are told in their order. */
export function unheard({ claims, events }: Evidence): string[] {
  const rows = new Map(claims.filter(({ kind }) => kind === 'reservation').map((row) => [row.id, row]));
  const told = Map.groupBy(firstOfEach(events, 'StockReservationChanged'), ({ data }) => data.reservationId as string);
  const silent = [...rows.keys()].filter((id) => !told.has(id));
  return [
    ...silent.map((id) => `${id} is reserved, and nobody was told`),
    ...[...told].flatMap(([id, list]) => {
      const [row, last] = [rows.get(id), list.at(-1)!.data as Pick<ClaimRow, 'status'> & { quantity: string }];
      const ends = list.filter(({ data }) => data.status === 'closed').length;
      const right = row
        ? ends === 0 && last.status === row.status && Number(last.quantity) === row.quantity
        : ends === 1 && last.status === 'closed';
      return right
        ? []
        : [`${id} is ${row?.status ?? 'gone'}, and was told: ${list.map(({ data }) => data.status).join()}`];
    }),
  ];
}

/** Reservations and transfers whose events do not count their changes from 1 on, or whose rows have counted others. */
export function misnumbered({ claims, events }: Evidence): string[] {
  const rows = new Map(claims.map((row) => [row.id, row]));
  const reservations = Map.groupBy(
    firstOfEach(events, 'StockReservationChanged'),
    ({ data }) => data.reservationId as string,
  );
  const transfers = Map.groupBy(firstOfEach(events, 'StockTransferChanged'), ({ data }) => data.transferId as string);
  return [...reservations, ...transfers].flatMap(([id, list]) => {
    const versions = list.map(({ data }) => data.version as number);
    const row = rows.get(id);
    const counted = versions.every((version, index) => version === index + 1);
    return counted && (!row || row.version === versions.length)
      ? []
      : [`${id} is at ${row?.version ?? 'its end'}, and was told: ${versions.join()}`];
  });
}

/** Events of a type, each once. */
function firstOfEach(events: Tapped[], name: string): Tapped[] {
  const some = events.filter(({ headers }) => headers.ce_type === `stockwire.${name}.v1`);
  return [...new Map(some.toReversed().map((event) => [event.headers.ce_id, event])).values()].toReversed();
}

function isClaiming({ kind }: Entry): boolean {
  return CLAIMING.some((one) => one === kind);
}

function keyOf({ id }: Entry): string {
  return commandKey('/spec', id);
}
