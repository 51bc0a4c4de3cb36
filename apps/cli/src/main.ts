import 'reflect-metadata';
import { Command } from 'commander';
import { BadSettings, readSettings } from '#contracts/settings';
import { rebuildIndex, verifyIndex } from './index-commands.js';
import { migrateAll } from './migrate.js';
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
  .description('apply a commands topic that was made anew, from its beginning; stop the workers first')
  .action(() => adoptCommandsTopic(settings()));

stockwire.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof BadSettings ? error.message : (error as Error).message}\n`);
  process.exitCode = 1;
});
