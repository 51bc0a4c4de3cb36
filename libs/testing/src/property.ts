import fc from 'fast-check';

const LIMIT_MS = 90_000;
const SEED = 20_261_121;

/**
 * A test that something holds for arbitrary values: for the same `runs` of them each time, and for four times as many with FAULTS=full.
 * A failure is made smaller and named with the FAULTS_SEED that replays it; any other number in FAULTS_SEED draws other values.
 */
export function property<T>(
  title: string,
  values: fc.Arbitrary<T>,
  holds: (value: T) => void | Promise<void>,
  runs = 500,
): void {
  const times = process.env.FAULTS === 'full' ? 4 : 1;
  const limit = LIMIT_MS * times;
  const all = async () => {
    const details = await fc.check(
      fc.asyncProperty(values, async (value) => holds(value)),
      {
        ...drawn(process.env.FAULTS_SEED),
        numRuns: runs * times,
        includeErrorInReport: true,
        plugins: [fc.interruptAfterTimeLimit(limit, { failOnInterrupt: true })],
      },
    );
    if (!details.failed) return;
    const seed = [details.seed, details.counterexamplePath ?? ''].join('/').replace(/\/$/, '');
    throw new Error(`${fc.defaultReportMessage(details)}\nReplay it with FAULTS_SEED=${seed} and -t '${title}'`);
  };
  test(title, all, limit + 20_000);
}

/** A seed, with the path to one counterexample after a slash if there is one. */
function drawn(seed: string | undefined): { seed: number; path?: string } {
  const [number, path] = (seed ?? String(SEED)).split('/');
  return { seed: Number(number), ...(path ? { path } : {}) };
}
