/** What a spec has shown of a promise, as it noted it. */
export interface Seen {
  promise: string;
  run: string;
  seen: string;
}

/** A spec file and what became of its tests. */
export interface Spec {
  file: string;
  tests: { title: string; status: string }[];
}

/** A run of all fault specs. */
export interface FaultRun {
  seed: string;
  minutes: number;
  commit: string;
  date: string;
  machine: string;
  seen: Seen[];
  specs: Spec[];
}

/** docs/reliability.md of a run. */
export function reliabilityPage({ seed, minutes, commit, date, machine, seen, specs }: FaultRun): string {
  const promises = [...new Set(seen.map(({ promise }) => promise))];
  const shown = promises.flatMap((promise) => [
    `## ${sentence(promise)}`,
    '',
    ...seen.filter((one) => one.promise === promise).map(({ run, seen: figures }) => `- ${run}: **${figures}**.`),
    '',
  ]);
  const tests = specs
    .sort((a, b) => a.file.localeCompare(b.file))
    .flatMap(({ file, tests: list }) => [
      `- \`${file}\``,
      ...list.map(({ title, status }) => `  - ${title}${status === 'passed' ? '' : ` (${status})`}`),
    ]);
  return `${[
    '# Reliability',
    '',
    'Written by `npm run faults`: Stockwire as separate processes on a real Kafka and a real PostgreSQL with fsync and synchronous commit, harmed under load. Clients keep a',
    'journal of what they were told; checkers hold it against ledger, index, outcomes and topics, and are themselves shown to catch planted faults.',
    '',
    `Run of ${date}, commit ${commit}, seed ${seed}, ${minutes.toFixed(0)} minutes; ${machine}. Replay it with \`npm run faults -- --seed ${seed}\`: the seed decides loads and moments, not how`,
    'processes interleave. `npm run faults -- --quick` does a small part of most, as `npm test` does.',
    '',
    ...shown,
    '## What was run',
    '',
    ...tests,
  ].join('\n')}\n`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
