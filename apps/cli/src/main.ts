import 'reflect-metadata';
import { Command, Option } from 'commander';
import { BadSettings, readSettings } from '#contracts/settings';
import { chosen, count, letterId, letterIds, type ChoiceOptions } from './choice.js';
import { listLetters, showLetter, STATES, type ListOptions, type PrintOptions } from './dead-letters.js';
import { importGeonames, type GeonamesOptions } from './geonames.js';
import { rebuildIndex, verifyIndex } from './index-commands.js';
import { migrateAll } from './migrate.js';
import { discardLetters, redriveLetters, type RedriveOptions } from './redrive.js';
import { withRunningServers } from './running.js';
import { CliSettings } from './settings.js';
import { adoptCommandsTopic } from './topic-commands.js';

const settings = () => readSettings(CliSettings, withRunningServers(process.env));

const stockwire = new Command('stockwire')
  .description('Look at, check and repair a Stockwire installation.')
  .showHelpAfterError();

stockwire
  .command('migrate')
  .description('bring schema and topics up to date and register the WEBSITES; run it before worker and gateway')
  .action(() => migrateAll(settings()));

const index = stockwire.command('index').description('the stock index');
index
  .command('verify')
  .description('recompute the index from facts and print each difference; exits 1 if there is any')
  .option('--limit <rows>', 'differences to print at most', '100')
  .action(({ limit }: { limit: string }) => verifyIndex(settings(), Number(limit)));
index
  .command('rebuild')
  .description(
    'rebuild the index from facts, chunk by chunk, while commands and readers go on; what was wrong goes out as events',
  )
  .action(() => rebuildIndex(settings()));

const topic = stockwire.command('topic').description('the topic of commands');
topic
  .command('adopt')
  .description('go on in a commands topic that was made anew or has lost its newest commands; stop the workers first')
  .action(() => adoptCommandsTopic(settings()));
const letters = stockwire
  .command('dead-letters')
  .description('commands that could never succeed: look at them, send them again, put them aside');
letters
  .command('list')
  .description('print dead letters, oldest first')
  .addOption(new Option('--state <state>', 'what became of them').choices(STATES).default('waiting'))
  .option('--limit <letters>', 'letters to print at most', count, 100)
  .option('--json', 'print JSON')
  .action((options: ListOptions) => listLetters(settings(), options));
letters
  .command('show')
  .description('print a dead letter whole: where it lay, why it is dead, headers and value; what is no text as base64')
  .argument('<id>', 'its number in the list', letterId)
  .option('--json', 'print JSON')
  .action((id: string, options: PrintOptions) => showLetter(settings(), id, options));
letters
  .command('redrive')
  .description(
    `publish dead letters to inventory.commands again, under an id of their own; once in effect however often it is done.
A letter whose SKUs were changed after it was buried is refused; exits 1 if any was not redriven`,
  )
  .argument('[ids...]', 'their numbers in the list', letterIds)
  .option('--all', 'every letter that waits, oldest first')
  .option('--force', 'also where a SKU was changed since: the command is applied on top of those changes')
  .option('--json', 'print JSON')
  .action((ids: string[], options: RedriveOptions) => redriveLetters(settings(), chosen(ids, options), options));
letters
  .command('discard')
  .description('put dead letters aside for good; exits 1 if any was not discarded')
  .argument('[ids...]', 'their numbers in the list', letterIds)
  .option('--all', 'every letter that waits')
  .option('--json', 'print JSON')
  .action((ids: string[], options: ChoiceOptions) => discardLetters(settings(), chosen(ids, options), options));

const geonames = stockwire.command('geonames').description('where postcodes, cities and regions lie');
geonames
  .command('import')
  .description(
    `read postal-code files of GeoNames (export/zip, unpacked) and replace the places of each country in them.
Lines that tell no place are left out; exits 1 if there are any`,
  )
  .argument('<files...>', 'text files, columns separated by tabs')
  .option('--json', 'print JSON')
  .action((files: string[], options: GeonamesOptions) => importGeonames(settings(), files, options));

stockwire.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof BadSettings ? error.message : (error as Error).message}\n`);
  process.exitCode = 1;
});
