import { Option, type Command } from 'commander';
import { count } from '../choice.js';
import { example } from '../output.js';
import type { CliSettings } from '../settings.js';
import { FORMATS } from './csv.js';
import type { ExportOptions } from './export.js';
import type { ImportOptions } from './import.js';

/** Adds what can be done with files of source items. */
export function addSourceItemVerbs(stockwire: Command, settings: () => Promise<CliSettings>): void {
  const sourceItems = stockwire.command('source-items').description('what sources hold of SKUs, in files');
  const format = () =>
    new Option('--format <format>', 'how the file is written; its name tells unless given').choices(FORMATS);
  const importing = sourceItems
    .command('import')
    .description(
      `save the source items of a file by commands to the workers
CSV with the columns source_code,sku,status,quantity in any order, or a JSON object of those a line; UTF-8.
Rows that cannot be saved go to FILE.rejects.csv (or .ndjson) with line and reason, the others are saved.
An import that was broken off goes on when it is started again; FILE.import.json tells how far it has come.
Exits 1 if rows were rejected, or if it could not go on.`,
    )
    .argument('<file>')
    .addOption(format())
    .option('--folder <folder>', 'where progress and rejects are kept; beside the file unless given')
    .option('--again', 'import what was imported before once more, from its beginning')
    .option('--json', 'print JSON')
    .action(async (file: string, options: ImportOptions) =>
      (await import('./import.js')).importSourceItems(await settings(), file, options),
    );
  example(importing, 'source-items import stock_sources.csv');

  const exporting = sourceItems
    .command('export')
    .description('write source items as they are at one moment; what is exported can be imported')
    .option('--source <codes...>', 'only of these sources')
    .option('--stock <ids...>', 'only of sources of these stocks', counts)
    .option('--out <file>', 'file to write; the standard output unless given')
    .addOption(format())
    .option('--json', 'print JSON')
    .action(async (options: ExportOptions) =>
      (await import('./export.js')).exportSourceItems(await settings(), options),
    );
  example(exporting, 'source-items export --stock 2 --out stock_sources.csv');
}

function counts(text: string, before: number[] | undefined): number[] {
  return [...(before ?? []), count(text)];
}
