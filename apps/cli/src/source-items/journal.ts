import { open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { v7 } from 'uuid';
import { cellsOf, COLUMNS, csvLine, type Format } from './csv.js';
import { CHUNK_ROWS, LANES } from './lanes.js';
import type { Reject, SavedRows } from './save-rows.js';

/** What an import is: of which content, into which database. */
export interface Import {
  file: string;
  format: Format;
  sha256: string;
  installation: string;
}

/** How far an import has come; `run` is empty but for one that was done once more, `lanes` counts the chunks done of each. */
interface State {
  sha256: string;
  installation: string;
  dealt: [lanes: number, chunkRows: number];
  run: string;
  lanes: number[];
  saved: number;
  rejected: number;
  rejectsBytes: number;
  finishedAt: string | null;
}

const EVERY_MS = 500;

/**
 * Keeps, in a file beside the one imported, how far an import has come, and in another the rows that were rejected. The two agree whenever
 * the process ends: rejects that the first does not know of are cut off when it goes on.
 */
export class Journal {
  private unwritten = '';
  private writing?: Promise<void>;
  private failure?: Error;
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly what: Import,
    private readonly state: State,
    private readonly paths: Paths,
    private readonly rejects: FileHandle,
    /** Whether a part was done before. */
    readonly resumed: boolean,
  ) {
    this.timer = setInterval(() => void this.write(), EVERY_MS);
  }

  /** Opens the journal of an import, or begins one if there is none or it is to be done again. */
  static async open(what: Import, folder = dirname(what.file), again = false): Promise<Journal> {
    const paths = pathsOf(what, folder);
    const before = await stateAt(paths.progress);
    const known = before && !again && isOf(before, what) ? before : undefined;
    // Content that comes back after another is not what it was the first time.
    const state = known ?? newState(what, again || before ? v7() : '');
    // Before the first row, so that whoever goes on goes on with this run.
    if (!known) await keep(paths.progress, state);
    const rejects = await open(paths.rejects, 'a+');
    await rejects.truncate(state.rejectsBytes);
    return new Journal(what, state, paths, rejects, known !== undefined);
  }

  get finishedAt(): string | null {
    return this.state.finishedAt;
  }

  /** What tells the commands of this import from those of others. */
  get name(): string {
    return [this.state.sha256, this.state.dealt, this.state.run].join('\n');
  }

  /** How many chunks of each lane are done. */
  get done(): number[] {
    return [...this.state.lanes];
  }

  get counts(): { saved: number; rejected: number } {
    return { saved: this.state.saved, rejected: this.state.rejected };
  }

  get rejectsPath(): string | null {
    return this.state.rejected > 0 ? this.paths.rejects : null;
  }

  /** Notes that the next chunk of a lane is done; throws when what was noted before could not be written. */
  chunkDone(lane: number, { saved, rejects }: SavedRows): void {
    if (this.failure) throw this.failure;
    this.state.lanes[lane]!++;
    this.state.saved += saved;
    if (rejects.length > 0 && this.state.rejected === 0) this.unwritten += headOf(this.what.format);
    this.state.rejected += rejects.length;
    this.unwritten += rejects.map((reject) => lineOf(reject, this.what.format)).join('');
  }

  /** Notes that all is done; throws when other content was read than the import is of, and has whatever comes next begin anew. */
  finish(sha256: string, now: Date): void {
    if (sha256 === this.what.sha256) this.state.finishedAt = now.toISOString();
    else {
      this.state.sha256 = '';
      throw new Error(`${this.what.file} changed while it was imported: import it again once nobody writes to it.`);
    }
  }

  /** Writes what is noted and closes the files. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.writing;
    await this.write();
    await this.rejects.close();
    if (this.state.rejected === 0) await rm(this.paths.rejects, { force: true });
    if (this.failure) throw this.failure;
  }

  private async write(): Promise<void> {
    if (this.failure) return;
    await (this.writing ??= this.writeNow()
      .catch((error: Error) => void (this.failure = error))
      .finally(() => (this.writing = undefined)));
  }

  private async writeNow(): Promise<void> {
    const text = Buffer.from(this.unwritten);
    this.unwritten = '';
    this.state.rejectsBytes += text.length;
    const state = structuredClone(this.state);
    if (text.length > 0) {
      await this.rejects.appendFile(text);
      await this.rejects.datasync();
    }
    await keep(this.paths.progress, state);
  }
}

/** Replaces what was noted, at once and for good. */
async function keep(path: string, state: State): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(state, undefined, 2)}\n`, { flush: true });
  await rename(`${path}.new`, path);
}

interface Paths {
  progress: string;
  rejects: string;
}

function pathsOf({ file, format }: Import, folder: string): Paths {
  const path = join(folder, basename(file));
  return { progress: `${path}.import.json`, rejects: `${path}.rejects.${format}` };
}

async function stateAt(path: string): Promise<State | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as State;
  } catch (cause) {
    throw new Error(`${path} does not tell how far the import has come: remove it to begin anew.`, { cause });
  }
}

/** Whether it was noted of this very content, dealt as now, into this very database. */
function isOf(state: State, { sha256, installation }: Import): boolean {
  const same = state.sha256 === sha256 && state.installation === installation;
  return same && String(state.dealt) === String([LANES, CHUNK_ROWS]);
}

function newState({ sha256, installation }: Import, run: string): State {
  return {
    ...{ sha256, installation, dealt: [LANES, CHUNK_ROWS], run, lanes: Array<number>(LANES).fill(0) },
    ...{ saved: 0, rejected: 0, rejectsBytes: 0, finishedAt: null },
  };
}

function headOf(format: Format): string {
  return format === 'csv' ? csvLine([...COLUMNS, 'line', 'reason']) : '';
}

function lineOf({ item, line, reason }: Reject, format: Format): string {
  const cells = cellsOf(item);
  if (format === 'csv') return csvLine([...cells, line, reason]);
  return `${JSON.stringify({ ...Object.fromEntries(COLUMNS.map((name, index) => [name, cells[index]])), line, reason })}\n`;
}
