import { StartProblem } from './start-problem.js';

/** What `SERVERS` may ask for: how servers that are not named are brought up. */
export const WISHES = ['local', 'containers', 'auto'] as const;

export type Wish = (typeof WISHES)[number];

/** What `SERVERS` asks for, `auto` when it is unset; throws a StartProblem. */
export function wishIn({ SERVERS }: NodeJS.ProcessEnv): Wish {
  const wish = WISHES.find((one) => one === (SERVERS || 'auto'));
  if (!wish) throw new StartProblem(`SERVERS must be one of ${WISHES.join(', ')}`);
  return wish;
}

/** What a machine can run, asked only when it matters. */
export interface Machine {
  runsKafka: () => Promise<boolean>;
  runsContainers: () => Promise<boolean>;
}

/** How servers are brought up; where neither way is open it is `local`, which says what to install. PostgreSQL runs anywhere. */
export async function wayOf(wish: Wish, needsKafka: boolean, machine: Machine): Promise<'local' | 'containers'> {
  if (wish !== 'auto') return wish;
  if (!needsKafka || (await machine.runsKafka())) return 'local';
  return (await machine.runsContainers()) ? 'containers' : 'local';
}
