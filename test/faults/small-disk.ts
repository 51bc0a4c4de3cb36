import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, open, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A disk of a few megabytes, mounted at a folder, that a spec may fill and free. */
export class SmallDisk {
  private constructor(private readonly folder: string) {}

  /** Mounts one; needs root. */
  static async mount(folder: string, megabytes: number): Promise<SmallDisk> {
    await mkdir(folder, { recursive: true });
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0777`, 'tmpfs', folder]);
    return new SmallDisk(folder);
  }

  /** Takes all space that is left. */
  async fill(): Promise<void> {
    const file = await open(this.filler, 'a');
    try {
      for (let piece = 1_048_576; piece >= 512; piece /= 2) {
        for (let taken = true; taken;) taken = await file.appendFile(Buffer.alloc(piece)).then(() => true, isFull);
      }
    } finally {
      await file.close();
    }
  }

  /** Gives back what {@link fill} took. */
  async free(): Promise<void> {
    await rm(this.filler, { force: true });
  }

  /** Unmounts it, whoever still uses it. */
  async unmount(): Promise<void> {
    await run('umount', ['-l', this.folder]);
  }

  private get filler(): string {
    return join(this.folder, 'filler');
  }
}

/** Why no disk can be mounted here, or undefined when it can. */
export async function mountProblem(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'stockwire-mount-'));
  try {
    await (await SmallDisk.mount(folder, 1)).unmount();
    return undefined;
  } catch (error) {
    return (error as Error).message.trim();
  } finally {
    await rmdir(folder).catch(() => undefined);
  }
}

function isFull(error: NodeJS.ErrnoException): false {
  if (error.code === 'ENOSPC') return false;
  throw error;
}
