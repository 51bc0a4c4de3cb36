import { problem, type Problem } from '#contracts/problems';
import type { Refused } from '#contracts/outcomes';
import type { Shelf, SkuDelta, SkuFacts } from './source-items/sku-facts.js';

/** Tries changes out on a draft of the facts: each sees the ones before it. */
export class Trial {
  private readonly deltas: SkuDelta[] = [];

  constructor(readonly facts: SkuFacts) {}

  /** The shelf of a SKU; undefined when there is none or nobody asked for its holdings. */
  shelf(sku: string): Shelf | undefined {
    const shelf = this.facts.shelf(sku);
    return shelf?.holdings && shelf;
  }

  /** Makes a change true, as far as this trial goes. */
  change(delta: SkuDelta): void {
    this.facts.apply(delta);
    this.deltas.push(delta);
  }

  /** All changes as one of the facts that the draft was made of. */
  settledOn(facts: SkuFacts): SkuDelta {
    return facts.settled(this.deltas);
  }
}

/**
 * Decides the elements of a list one after the other, all or none: `decideOne` changes the trial or says why it cannot be. `view` is told when
 * all are done, as it is by then.
 */
export function decideEach<Given extends { sku?: string | null }, View>(
  elements: Given[],
  list: string,
  facts: SkuFacts,
  view: View,
  decideOne: (given: Given, path: string, trial: Trial) => Problem[],
): Refused | { status: 'done'; view: View; delta: SkuDelta } {
  if (elements.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', list)] };
  const trial = new Trial(facts.draft(elements.flatMap(({ sku }) => sku ?? [])));
  const problems = elements.flatMap((given, index) => decideOne(given, `${list}.${index}`, trial));
  if (problems.length > 0) return { status: 'refused', problems };
  return { status: 'done', view, delta: trial.settledOn(facts) };
}
