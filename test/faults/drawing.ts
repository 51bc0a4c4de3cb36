import fc from 'fast-check';
import type { Command, CommandData, CommandName } from '#contracts/commands';

/** A command whose fields are drawn. */
export function command<N extends CommandName>(
  name: N,
  data: { [F in keyof CommandData[N]]: fc.Arbitrary<CommandData[N][F]> },
): fc.Arbitrary<Command> {
  return fc.record({ name: fc.constant(name), data: fc.record(data) }) as unknown as fc.Arbitrary<Command>;
}

/** Lists are rarely empty, and short, so that what they name meets again. */
export function few<T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return mostly(fc.array(of, { minLength: 1, maxLength: 3 }), fc.constant<T[]>([]));
}

/** The usual, and once in a while something odd. */
export function mostly<T, U>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<U>): fc.Arbitrary<T | U> {
  return fc.oneof({ arbitrary: usual, weight: 30 }, { arbitrary: odd, weight: 1 });
}
