import { property } from '#testing/property';
import { openWorld, type World } from '#testing/world';
import { histories, SHOP } from './histories.js';
import { Model, predictedOf } from './model.js';
import { expectAsModelled, storedIndex, toldIndex, type Row, type Told } from './stored.js';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

property(
  'after every batch outcomes, quantities and index are what the rules say',
  histories,
  async (history) => {
    await world.reset();
    const model = new Model();
    for (const batch of [...SHOP, ...history]) {
      const predicted = batch.map((command) => model.apply(command));
      const { outcomes } = await world.apply(...batch);
      expect(outcomes.map(predictedOf)).toEqual(predicted);
      await expectAsModelled(world.orm, model);
      await world.expectTrueIndex();
    }
  },
  60,
);

property(
  'a batch tells of each index row that it changed, once, one version further, and of no other',
  histories,
  async (history) => {
    await world.reset();
    for (const batch of [...SHOP, ...history]) {
      const before = await storedIndex(world.orm);
      const { updates } = await world.apply(...batch);
      const after = await storedIndex(world.orm);
      const changed = changedRows(before, after);
      expect(toldIndex(updates)).toEqual(new Map(changed.map(([place, row]) => [place, tellable(row)])));
      expect(after).toEqual(new Map([...before, ...changed]));
    }
  },
  30,
);

/** Rows that are new or say something else, each with the version that it has to have. */
function changedRows(before: Map<string, Row>, after: Map<string, Row>): [string, Row][] {
  return [...after].flatMap(([place, row]) => {
    const was = before.get(place);
    const says = ({ version: _, ...rest }: Row) => Object.values(rest).join();
    return was && says(was) === says(row) ? [] : [[place, { ...row, version: (was?.version ?? 0) + 1 }]];
  });
}

function tellable({ inStock: _, ...told }: Row): Told {
  return told;
}
