import { v5 } from 'uuid';
import { installationOf } from '#database/installation';
import { print, printJson, type PrintOptions } from '../output.js';
import { printable } from '../printable.js';
import { ProgressLine } from '../progress-line.js';
import { withSender, type Sender } from '../sender.js';
import type { CliSettings } from '../settings.js';
import { formatOf, type Format } from './csv.js';
import { fingerprintOf } from './fingerprint.js';
import { openRows, type Input } from './input-rows.js';
import { Journal } from './journal.js';
import { Lanes } from './lanes.js';
import { saveRows } from './save-rows.js';

/** Options of an import. */
export interface ImportOptions extends PrintOptions {
  format?: Format;
  /** Where progress and rejects are kept; beside the file unless told. */
  folder?: string;
  again?: boolean;
}

/**
 * Saves the source items of a file by commands to the workers, and goes on where an import of the same content was broken off. Sets exit code 1
 * when rows were rejected.
 */
export async function importSourceItems(settings: CliSettings, file: string, options: ImportOptions): Promise<void> {
  const format = options.format ?? formatOf(file);
  const { sha256, bytes } = await fingerprintOf(file);
  await withSender(settings, async (sender, orm) => {
    const installation = await installationOf(orm.em.fork());
    const journal = await Journal.open({ file, format, sha256, installation }, options.folder, options.again);
    const run = new Run(sender, journal, bytes);
    if (journal.finishedAt === null) await run.go(openRows(file, format)).finally(() => journal.close());
    else await journal.close();
    run.report(file, options);
  });
}

const NAMESPACE = 'c2c8f2f4-8f0b-5b0e-8e0c-6b8a6a2f1d34';

class Run {
  private readonly started = Date.now();
  private readonly finishedBefore: string | null;
  private readonly before: { saved: number; rejected: number };

  constructor(
    private readonly sender: Sender,
    private readonly journal: Journal,
    private readonly bytes: number,
  ) {
    this.finishedBefore = journal.finishedAt;
    this.before = journal.counts;
  }

  async go({ rows, bytesRead, sha256 }: Input): Promise<void> {
    const progress = new ProgressLine('rows');
    const lanes = new Lanes(
      this.journal.done,
      async (lane, index, chunk) => {
        const result = await saveRows(chunk, (data, attempt) => {
          const id = v5(`${this.journal.name}\n${lane}\n${index}\n${attempt}`, NAMESPACE);
          return this.sender.send('SaveSourceItems', data, { key: `import:${lane}`, id });
        });
        this.journal.chunkDone(lane, result);
        progress.show(bytesRead() / this.bytes, this.rowsNow());
      },
      () => progress.show(bytesRead() / this.bytes, this.rowsNow()),
    );
    try {
      for await (const row of rows) await lanes.add(row);
      await lanes.end();
      this.journal.finish(sha256(), new Date());
    } finally {
      await lanes.settled();
      progress.end();
    }
  }

  report(file: string, { json }: PrintOptions): void {
    const { saved, rejected } = this.journal.counts;
    const { rejectsPath: rejects } = this.journal;
    if (rejected > 0) process.exitCode = 1;
    const seconds = (Date.now() - this.started) / 1000;
    const earlier = this.before.saved + this.before.rejected;
    if (json)
      return printJson({ file, saved, rejected, rejects, earlier, finishedAt: this.journal.finishedAt, seconds });
    if (this.finishedBefore)
      print(
        `This content was imported at ${this.finishedBefore}: there is nothing left to do, --again imports it once more.`,
      );
    const told = [
      `${saved} rows saved, ${rejected} rejected`,
      ...(earlier > 0 && !this.finishedBefore ? [`${earlier} of them by an import that was broken off`] : []),
      ...(this.finishedBefore ? [] : [`${seconds.toFixed(1)} s, ${Math.round(this.rowsNow() / seconds)} rows/s`]),
    ];
    print(`${printable(file)}: ${told.join('; ')}.`);
    if (rejects) print(`Rejected rows and why: ${printable(rejects)}`);
  }

  private rowsNow(): number {
    const { saved, rejected } = this.journal.counts;
    return saved + rejected - this.before.saved - this.before.rejected;
  }
}
