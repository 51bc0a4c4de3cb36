import { Lanes } from './lanes.js';
import type { Received } from './read-command.js';

/** Lanes whose batches end when they are told to; messages are told apart by their ids. */
function lanesOf(limit: number) {
  const batches: { ids: string[]; end: (error?: Error) => void }[] = [];
  const lanes = new Lanes({
    lanes: 2,
    fit: (messages) => messages.length <= limit,
    apply: (messages) =>
      new Promise((resolve, reject) =>
        batches.push({ ids: messages.map(({ id }) => id), end: (error) => (error ? reject(error) : resolve()) }),
      ),
  });
  const apply = (...ids: string[]) => lanes.apply(ids.map((id) => ({ id }) as Received));
  const taken = () => new Promise<string[][]>((resolve) => setImmediate(() => resolve(batches.map(({ ids }) => ids))));
  return { apply, batches, taken };
}

test('what comes at the same moment is shared out among the lanes, in the order it came', async () => {
  const { apply, batches, taken } = lanesOf(10);
  const all = ['a', 'b', 'c', 'd', 'e'].map((id) => apply(id));
  expect(await taken()).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e'],
  ]);
  batches.forEach(({ end }) => end());
  await Promise.all(all);
});

test('what comes while all lanes are taken waits, and goes together into the first that is free', async () => {
  const { apply, batches, taken } = lanesOf(10);
  const all = ['a', 'b'].map((id) => apply(id));
  await taken();
  all.push(apply('c'), apply('d'));
  expect(await taken()).toEqual([['a'], ['b']]);
  batches[1]!.end();
  await all[1];
  expect(await taken()).toEqual([['a'], ['b'], ['c', 'd']]);
  batches.forEach(({ end }) => end());
  await Promise.all(all);
});

test('what does not fit into one batch is not put into one', async () => {
  const { apply, batches, taken } = lanesOf(3);
  const all = [apply('a', 'b'), apply('c', 'd'), apply('e', 'f'), apply('g')];
  expect(await taken()).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  batches[0]!.end();
  await all[0];
  expect((await taken())[2]).toEqual(['e', 'f', 'g']);
  batches.forEach(({ end }) => end());
  await Promise.all(all);
});

test('a batch that fails fails for all whose messages it had, and the lane goes on', async () => {
  const { apply, batches, taken } = lanesOf(10);
  const all = ['a', 'b', 'c'].map((id) => apply(id));
  await taken();
  batches[0]!.end(new Error('out of reach'));
  await expect(all[0]).rejects.toThrow('out of reach');
  await expect(all[1]).rejects.toThrow('out of reach');
  const later = apply('d');
  expect((await taken())[2]).toEqual(['d']);
  batches.slice(1).forEach(({ end }) => end());
  await Promise.all([all[2], later]);
});
