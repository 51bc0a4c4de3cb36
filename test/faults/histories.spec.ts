import { property } from '#testing/property';
import { histories, SHOP } from './histories.js';
import { Model, predictedOf } from './model.js';
import { predicted, Stage } from './stage.js';
import { scaled } from './scale.js';
import { expectAsModelled, storedIndex, tellable, toldIndex, type Row } from './stored.js';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.world.close());

property(
  'after every batch outcomes, quantities and index are what the rules say',
  histories,
  async (history) => {
    const { world } = stage;
    await stage.reset();
    const model = new Model();
    for (const batch of [...SHOP, ...history]) {
      const played = await stage.play(batch);
      expect(played.outcomes.map(predictedOf)).toEqual(predicted(model, played));
      await expectAsModelled(world.orm, model);
      await world.expectTrueIndex();
    }
  },
  scaled(40, 16),
);

property(
  'a batch tells of each index row that it changed, once, one version further, and of no other',
  histories,
  async (history) => {
    const { world } = stage;
    await stage.reset();
    for (const batch of [...SHOP, ...history]) {
      const before = await storedIndex(world.orm);
      const { updates } = await stage.play(batch);
      const after = await storedIndex(world.orm);
      const changed = changedRows(before, after);
      expect(toldIndex(updates)).toEqual(new Map(changed.map(([place, row]) => [place, tellable(row)])));
      expect(after).toEqual(new Map([...before, ...changed]));
    }
  },
  scaled(30, 12),
);

/** Rows that are new or say something else, each with the version that it has to have. */
function changedRows(before: Map<string, Row>, after: Map<string, Row>): [string, Row][] {
  return [...after].flatMap(([place, row]) => {
    const was = before.get(place);
    const says = ({ version: _, ...rest }: Row) => Object.values(rest).join();
    return was && says(was) === says(row) ? [] : [[place, { ...row, version: (was?.version ?? 0) + 1 }]];
  });
}
