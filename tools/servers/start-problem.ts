/** Why something could not be brought up, as one line that says what to do about it. */
export class StartProblem extends Error {
  override name = 'StartProblem';
}

/** The given failure, or the line about a full disk when that is what lies behind it. */
export function explained(failure: unknown, folder: string): Error {
  const error = failure instanceof Error ? failure : new Error(String(failure));
  return isDiskFull(error) ? diskFull(folder, error) : error;
}

/** Whether an error, or the log lines it quotes, tell of a full disk. */
export function isDiskFull(error: Error): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOSPC' || code === 'EDQUOT' || /No space left on device|Disk quota exceeded/i.test(error.message);
}

function diskFull(folder: string, cause: Error): StartProblem {
  return new StartProblem(
    `the disk is full: free some space for ${folder} or set DATA_DIR to a folder on another disk`,
    {
      cause,
    },
  );
}
