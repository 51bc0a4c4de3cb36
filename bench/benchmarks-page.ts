import { ratioOf, type Comparison } from './reading.js';
import type { BenchRecord, RecordedReading } from './record.js';
import { amount, promiseInWords } from './words.js';

/** The page that tells what a full run has measured. */
export function benchmarksPage(record: BenchRecord): string {
  return `# Benchmarks

\`npm run bench -- --runs ${record.runs}\` wrote this page. Every figure is the median of ${record.runs} runs, of 3 where a million items are made first, with the smallest and the largest beside it; its floor, the
bare minimum of the same work, and its rivals were measured in the same run as the figure shown. Compare ratios: absolute figures drift with the machine.
Everything runs on one machine: Kafka, PostgreSQL, Stockwire, what drives it and what counts. After every run the index equalled a recomputation from
facts; a row that finds anything wrong with what was done has no figure.

${surroundings(record)}

${record.rows.map(({ name, readings }) => `## ${name}\n\n${readings.map(told).join('\n\n')}`).join('\n\n')}

## What the rivals are

- **Medusa**: its inventory module, called from its own process, without HTTP or workflows around it. Its workflows hold a lock (of its locking module, in
  memory) around each reservation; where it matters it is measured with that lock as well.
- **Vendure**: its services, called from its own process, without HTTP. A buyer adds to an order, which looks at what is saleable; then, as arranging and
  making a payment do, looks again and has the order allocated; each a transaction.
- **Model of MSI**: the SQL of Magento's reservations as a model, not Magento: the index less the sum of the ledger, then append, without a lock. No PHP, no
  HTTP.
- \`–\` stands where a rival could not be installed, or is only quoted.
`;
}

function surroundings({ at, commit, machine, versions, settings }: BenchRecord): string {
  const lines: [string, string | string[]][] = [
    ['date', at.slice(0, 10)],
    ['commit', commit],
    ['machine', `${machine.cores} cores of ${machine.cpu}, ${machine.memoryGb} GB`],
    ['versions', `Node ${versions.node}, PostgreSQL ${versions.postgres}, Kafka ${versions.kafka}`],
    ['PostgreSQL', Object.entries(settings).map(([name, value]) => `\`${name}\` ${value}`)],
    ['Kafka', ['one broker', 'acks=all', 'six partitions of commands']],
    ['Stockwire', ['one worker', 'one gateway', 'default settings, `LOG_LEVEL` warn']],
  ];
  return `| | |\n| --- | --- |\n${lines.map(([name, value]) => `| ${name} | ${[value].flat().join(', ')} |`).join('\n')}`;
}

function told(reading: RecordedReading): string {
  const { what, unit, figure, smallest, largest, must, aim, met, aimReached, floor, rivals = [] } = reading;
  const promises = [
    must && `must be ${promiseInWords(must, unit)}: ${met ? 'met' : '**missed**'}`,
    aim && `aim ${promiseInWords(aim, unit)}: ${aimReached ? 'reached' : 'not yet'}`,
  ].filter(Boolean);
  const spread = smallest === largest ? '' : ` (${amount(smallest, unit)} to ${amount(largest, unit)})`;
  const beside = [
    ...(floor ? [line(reading, `floor: ${floor.what}`, floor)] : []),
    ...rivals.map((rival) => line(reading, rival.what, rival)),
  ];
  return [
    `**${what}: ${amount(figure, unit)}**${spread}${promises.length > 0 ? `; ${promises.join('; ')}` : ''}`,
    ...(beside.length > 0 ? [`| beside | | ratio |\n| --- | ---: | ---: |\n${beside.join('\n')}`] : []),
  ].join('\n\n');
}

function line(reading: RecordedReading, what: string, comparison: Comparison): string {
  const ratio = reading.unit ? ratioOf(reading, comparison) : undefined;
  return `| ${what} | ${amount(comparison.figure, reading.unit)} | ${ratio === undefined ? '' : amount(ratio, '×')} |`;
}
