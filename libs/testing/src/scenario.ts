import type { Command } from '#contracts/commands';
import type { LowQuantityCrossed } from '#contracts/low-quantity-notifications';
import type { ProblemCode } from '#contracts/problems';
import type { StockUpdated } from '#contracts/stock-updated';
import type { Applied } from '#inventory/apply-batch';
import { openWorld, type World } from './world.js';

/** Looks at what a batch came to. */
export type Expectation = (applied: Applied, world: World) => void | Promise<void>;

let world: World;

/** Gives the scenarios of a spec file their world; call it once at its top. */
export function scenariosInAWorld(): void {
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());
}

/**
 * One sentence: given these commands one after the other, when those come as one batch, then all of this holds. Each scenario begins with
 * the default source and stock only, and ends with the index recomputed from facts.
 */
export function scenario(title: string) {
  const before: Command[] = [];
  const batch: Command[] = [];
  const sentence = {
    given: (...commands: Command[]) => {
      before.push(...commands);
      return sentence;
    },
    when: (...commands: Command[]) => {
      batch.push(...commands);
      return sentence;
    },
    then: (...expectations: Expectation[]): void => {
      test(title, async () => {
        await world.reset();
        for (const command of before) await mustBeDone(command);
        const applied = await world.apply(...batch);
        for (const expectation of expectations) await expectation(applied, world);
        await world.expectTrueIndex();
      });
    },
  };
  return sentence;
}

/** Every command of the batch was done; `views` are compared with the first ones. */
export function done(...views: object[]): Expectation {
  return ({ outcomes }) => {
    expect(outcomes.filter(({ status }) => status === 'refused')).toEqual([]);
    views.forEach((view, index) => expect(outcomes[index]).toEqual({ status: 'done', view }));
  };
}

/** The last command of the batch was refused with these codes at these places, in this order, and nothing else. */
export function refused(...problems: [code: ProblemCode, path: string][]): Expectation {
  return ({ outcomes }) => {
    const outcome = outcomes.at(-1);
    expect(outcome?.status).toBe('refused');
    if (outcome?.status === 'refused') expect(outcome.problems.map(({ code, path }) => [code, path])).toEqual(problems);
  };
}

/** Outcomes of the batch in order. */
export function outcomes(...statuses: ('done' | 'refused')[]): Expectation {
  return (applied) => expect(applied.outcomes.map(({ status }) => status)).toEqual(statuses);
}

/** These index rows changed, and no other; fields left out are not compared. */
export function stockUpdated(...updates: Partial<StockUpdated>[]): Expectation {
  return (applied) => {
    const byPlace = (a: Partial<StockUpdated>, b: Partial<StockUpdated>) =>
      (a.stockId ?? 0) - (b.stockId ?? 0) || (a.sku ?? '').localeCompare(b.sku ?? '');
    const expected = [...updates].sort(byPlace).map((update) => expect.objectContaining(update) as StockUpdated);
    expect([...applied.updates].sort(byPlace)).toEqual(expected);
  };
}

/** No index row changed. */
export function nothingUpdated(): Expectation {
  return stockUpdated();
}

/** These items became low or are so no more, and no other; fields left out are not compared. */
export function crossed(...crossings: Partial<LowQuantityCrossed>[]): Expectation {
  return (applied) => {
    expect(applied.crossings).toHaveLength(crossings.length);
    for (const crossing of crossings) expect(applied.crossings).toContainEqual(expect.objectContaining(crossing));
  };
}

async function mustBeDone(command: Command): Promise<void> {
  const { outcomes: given } = await world.apply(command);
  expect(given).toEqual([expect.objectContaining({ status: 'done' })]);
}
