import type { EntityManager } from '@mikro-orm/postgresql';
import { v5 } from 'uuid';
import type { CommandView } from '#contracts/commands';
import { commandKey, GATEWAY_SOURCE } from '#messaging/command-key';
import { findOutcomes, type KnownOutcome } from '#messaging/outcomes.sql';

/** The id to send a compensation under, or that under which it was written down. */
export interface Place {
  id: string;
  done: boolean;
}

/**
 * Where compensations of these names go on. Each has a chain of ids, one made of the other: that of the first time, that after it had been
 * refused, and so on. Outcomes are forgotten in that order, so that all of the chain counts and not its beginning alone.
 */
export async function placesOf(em: EntityManager, names: string[]): Promise<Map<string, Place>> {
  const places = new Map<string, Place>();
  let open = names.map((name) => ({ name, id: v5(name, NAMESPACE) }));
  while (open.length > 0) {
    const chains = open.map(({ name, id }) => ({ name, ids: chainFrom(id) }));
    const outcomes = await findOutcomes(
      em,
      chains.flatMap(({ ids }) => ids.map(keyOf)),
    );
    open = [];
    for (const { name, ids } of chains) {
      const known = ids.map((id) => outcomes.get(keyOf(id)));
      const done = known.findIndex((outcome) => outcome !== undefined && tookEffect(outcome));
      const next = known.findLastIndex((outcome) => outcome !== undefined) + 1;
      if (done >= 0) places.set(name, { id: ids[done]!, done: true });
      else if (next < ids.length) places.set(name, { id: ids[next]!, done: false });
      else open.push({ name, id: v5(ids.at(-1)!, NAMESPACE) });
    }
  }
  return places;
}

const NAMESPACE = '5f0a7c1e-64c3-5d0e-9d3c-0f0a6b1d7c55';
// More refusals in a row than anybody brings about while the first are forgotten.
const CHAIN = 64;

function chainFrom(first: string): string[] {
  const ids = [first];
  while (ids.length < CHAIN) ids.push(v5(ids.at(-1)!, NAMESPACE));
  return ids;
}

function keyOf(id: string): string {
  return commandKey(GATEWAY_SOURCE, id);
}

/** A refusal has none, nor has what was passed over because its stock was not managed then. */
function tookEffect(outcome: KnownOutcome): boolean {
  if (outcome.status === 'refused') return false;
  return (outcome.view as CommandView['CompensateReservations']).reservationIds[0] !== null;
}
