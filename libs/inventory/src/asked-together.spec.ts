import { AskedTogether } from './asked-together.js';

let rounds: { questions: string[]; answer: () => void; fail: (reason: Error) => void }[];
let together: AskedTogether<string, string>;
beforeEach(() => {
  rounds = [];
  together = new AskedTogether(
    (questions: string[]) =>
      new Promise<string[]>((resolve, fail) => {
        const answer = () => resolve(questions.map((question) => `${question}!`));
        rounds.push({ questions, answer, fail });
      }),
  );
});

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test('questions of one moment are answered at once, each with its own answer', async () => {
  const answers = Promise.all(['a', 'b', 'a'].map((question) => together.ask(question)));
  await nextTurn();
  expect(rounds.map(({ questions }) => questions)).toEqual([['a', 'b', 'a']]);
  rounds[0]!.answer();
  await expect(answers).resolves.toEqual(['a!', 'b!', 'a!']);
});

test('a question asked while others are being answered waits for a look of its own', async () => {
  const first = together.ask('a');
  await nextTurn();
  const later = [together.ask('a'), together.ask('b')];
  rounds[0]!.answer();
  await expect(first).resolves.toBe('a!');
  expect(rounds.map(({ questions }) => questions)).toEqual([['a'], ['a', 'b']]);
  rounds[1]!.answer();
  await expect(Promise.all(later)).resolves.toEqual(['a!', 'b!']);
});

test('a look that fails fails its questions only', async () => {
  const first = together.ask('a');
  await nextTurn();
  const later = together.ask('b');
  rounds[0]!.fail(new Error('out of reach'));
  await expect(first).rejects.toThrow('out of reach');
  rounds[1]!.answer();
  await expect(later).resolves.toBe('b!');
});
