#!/usr/bin/env -S node --max-semi-space-size=8
import 'reflect-metadata';
import module from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { Command, Option } from 'commander';
import { GATEWAY_SOURCE } from '#messaging/command-key';
import {
  aclResources,
  chosen,
  count,
  letterId,
  letterIds,
  STATES,
  tokenDays,
  tokenName,
  type ChoiceOptions,
} from './choice.js';
import type { ListOptions } from './dead-letters.js';
import type { GeonamesOptions } from './geonames.js';
import type { RebuildOptions, VerifyOptions } from './index-commands.js';
import { example, type PrintOptions } from './output.js';
import type { RedriveOptions } from './redrive.js';
import { addReservationVerbs } from './reservations/verbs.js';
import type { CliSettings } from './settings.js';
import type { ShowOptions } from './show-command.js';
import { addSourceItemVerbs } from './source-items/verbs.js';
import type { TokenOptions } from './token-commands.js';

// By default V8 lets the heap grow to several times what lives before it looks for garbage.
setFlagsFromString('--heap-growing-percent=100');

// Loading is most of what a verb takes: each loads its own when it runs, compiled by the one before. Node 20 cannot keep what is compiled.
module.enableCompileCache?.();
const settings = async (): Promise<CliSettings> => (await import('./settings.js')).cliSettings(process.env);
const letterVerbs = () => import('./dead-letters.js');
const indexVerbs = () => import('./index-commands.js');
const redriveVerbs = () => import('./redrive.js');

const stockwire = new Command('stockwire')
  .description(
    `Look at, fill, check and repair a Stockwire installation.
It is that of DATABASE_URL and KAFKA_BROKERS or, without them, the one that npm start runs from DATA_DIR. Verbs exit with 0 when all that was
asked for is done and nothing is amiss, else with 1 unless their help says otherwise.`,
  )
  .showHelpAfterError();

const migrating = stockwire
  .command('migrate')
  .description('bring schema and topics up to date and register the WEBSITES; run it before worker and gateway')
  .action(async () => (await import('./migrate.js')).migrateAll(await settings()));
example(migrating, 'migrate');

const reindex = (verb: Command) => {
  verb
    .description(
      'rebuild the index from facts, chunk by chunk, while commands and readers go on; what was wrong goes out as events',
    )
    .option('--stock <id>', 'only this stock', count)
    .option('--json', 'print JSON')
    .action(async (options: RebuildOptions) => (await indexVerbs()).rebuildIndex(await settings(), options));
  example(verb, `reindex --stock 2`);
};
reindex(stockwire.command('reindex'));

const index = stockwire.command('index').description('the stock index');
const verifying = index
  .command('verify')
  .description('recompute the index from facts and print each difference; exits 1 if there is any')
  .option('--limit <rows>', 'differences to print at most', count, 100)
  .option('--json', 'print JSON')
  .action(async (options: VerifyOptions) => (await indexVerbs()).verifyIndex(await settings(), options));
example(verifying, 'index verify --json');
reindex(index.command('rebuild'));

const topic = stockwire.command('topic').description('the topic of commands');
const adopting = topic
  .command('adopt')
  .description('go on in a commands topic that was made anew or has lost its newest commands; stop the workers first')
  .action(async () => (await import('./topic-commands.js')).adoptCommandsTopic(await settings()));
example(adopting, 'topic adopt');

const letters = stockwire
  .command('dead-letters')
  .description('commands that could never succeed: look at them, send them again, put them aside');
const listing = letters
  .command('list')
  .description('print dead letters, oldest first')
  .addOption(new Option('--state <state>', 'what became of them').choices(STATES).default('waiting'))
  .option('--limit <letters>', 'letters to print at most', count, 100)
  .option('--json', 'print JSON')
  .action(async (options: ListOptions) => (await letterVerbs()).listLetters(await settings(), options));
example(listing, 'dead-letters list --state all');

const showing = letters
  .command('show')
  .description('print a dead letter whole: where it lay, why it is dead, headers and value; what is no text as base64')
  .argument('<id>', 'its number in the list', letterId)
  .option('--json', 'print JSON')
  .action(async (id: string, options: PrintOptions) => (await letterVerbs()).showLetter(await settings(), id, options));
example(showing, 'dead-letters show 7');

const redriving = letters
  .command('redrive')
  .description(
    `publish dead letters to inventory.commands again, under an id of their own; once in effect however often it is done.
A letter whose SKUs were changed after it was buried is refused; exits 1 if any was not redriven`,
  )
  .argument('[ids...]', 'their numbers in the list', letterIds)
  .option('--all', 'every letter that waits, oldest first')
  .option('--force', 'also where a SKU was changed since: the command is applied on top of those changes')
  .option('--json', 'print JSON')
  .action(async (ids: string[], options: RedriveOptions) => {
    const choice = chosen(ids, options);
    await (await redriveVerbs()).redriveLetters(await settings(), choice, options);
  });
example(redriving, 'dead-letters redrive 7 8', 'dead-letters redrive --all');

const discarding = letters
  .command('discard')
  .description('put dead letters aside for good; exits 1 if any was not discarded')
  .argument('[ids...]', 'their numbers in the list', letterIds)
  .option('--all', 'every letter that waits')
  .option('--json', 'print JSON')
  .action(async (ids: string[], options: ChoiceOptions) => {
    const choice = chosen(ids, options);
    await (await redriveVerbs()).discardLetters(await settings(), choice, options);
  });
example(discarding, 'dead-letters discard 7');

addReservationVerbs(stockwire, settings);
addSourceItemVerbs(stockwire, settings);

const adding = stockwire
  .command('website')
  .description('websites, which are sales channels')
  .command('add')
  .description('register websites, which join stock 1; those that are there stay as they are')
  .argument('<codes...>')
  .option('--json', 'print JSON')
  .action(async (codes: string[], options: PrintOptions) =>
    (await import('./website-commands.js')).addWebsites(await settings(), codes, options),
  );
example(adding, 'website add eu_site us_site');

const creating = stockwire
  .command('token')
  .description('bearer tokens')
  .command('create')
  .description(
    `print a bearer token for an integration, signed with TOKEN_SECRET
With --resource it may use only what those of Magento's ACL resources allow, else everything in both dialects. Nothing ends it before its time
but another TOKEN_SECRET, which ends all tokens.`,
  )
  .argument('<name>', 'whom it speaks for; tokens of one name share their Idempotency-Keys', tokenName)
  .option('--resource <ids...>', 'ACL resources that are all it may use', aclResources)
  .option('--days <days>', 'for how long it is good, 36500 at most', tokenDays, 365)
  .option('--json', 'print JSON')
  .action(async (name: string, options: TokenOptions) => {
    const { tokenSettings } = await import('./settings.js');
    const { createToken } = await import('./token-commands.js');
    await createToken(tokenSettings(process.env), name, options);
  });
example(creating, 'token create erp --resource Magento_InventoryApi::source --days 90');

const asking = stockwire
  .command('commands')
  .description('commands to the workers')
  .command('show')
  .description('print what became of a command; exits 1 when nothing is known of it')
  .argument('<id>', 'its id: that of /commands/{id}, or the ce_id of a message')
  .option('--source <source>', 'its ce_source', GATEWAY_SOURCE)
  .option('--json', 'print JSON')
  .action(async (id: string, options: ShowOptions) =>
    (await import('./show-command.js')).showCommand(await settings(), id, options),
  );
example(asking, 'commands show 0198f3a2-7c1e-7a10-9d2b-5b8f4c1d2e3f');

const importing = stockwire
  .command('geonames')
  .description('where postcodes, cities and regions lie')
  .command('import')
  .description(
    `read postal-code files of GeoNames (export/zip, unpacked) and replace the places of each country in them.
Lines that tell no place are left out; exits 1 if there are any`,
  )
  .argument('<files...>', 'text files, columns separated by tabs')
  .option('--json', 'print JSON')
  .action(async (files: string[], options: GeonamesOptions) =>
    (await import('./geonames.js')).importGeonames(await settings(), files, options),
  );
example(importing, 'geonames import DE.txt');

// Whoever reads what is printed may have seen enough, as `head` has.
process.stdout.on('error', () => process.exit(1));

stockwire.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
