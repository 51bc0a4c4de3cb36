import { statfsSync } from 'node:fs';

/** Why something could not be brought up, as one line that says what to do about it. */
export class StartProblem extends Error {
  override name = 'StartProblem';
}

/** The given failure, or the line about a full disk when that is what lies behind it. */
export function explained(failure: unknown, folder: string): Error {
  const error = failure instanceof Error ? failure : new Error(String(failure));
  return tellsOfFullDisk(error) || isNearlyFull(folder) ? diskFull(folder, error) : error;
}

/** The line about a full disk. */
export function diskFull(folder: string, cause?: Error): StartProblem {
  return new StartProblem(
    `the disk of ${folder} is full: free some space on it, or set DATA_DIR to a folder elsewhere`,
    {
      cause,
    },
  );
}

/** Whether an error, or what it quotes of a log, tells of a full disk. */
export function tellsOfFullDisk(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' || FULL.test(error.message);
}

/** Whether an error, or what it quotes of a log, tells that somebody else listens on a port. */
export function tellsOfTakenPort(error: unknown): boolean {
  return error instanceof Error && TAKEN.test(error.message);
}

const TAKEN = /address already in use|could not create any TCP\/IP sockets|port is already allocated/i;

/** What programs print when a disk is full. */
export const FULL = /No space left on device|Disk quota exceeded/i;

/** Java dies of a full disk without saying so when it writes through a memory map. */
function isNearlyFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < 8 * 1024 * 1024;
  } catch {
    return false;
  }
}
