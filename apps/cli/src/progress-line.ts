const EVERY_MS = 200;
const PLAIN = new Intl.NumberFormat('en');

/** Tells on the terminal, in one line that is written again and again, how far long work has come; elsewhere nothing. */
export class ProgressLine {
  private readonly started = Date.now();
  private shown = 0;

  constructor(
    private readonly unit: string,
    private readonly out: NodeJS.WriteStream = process.stderr,
  ) {}

  /** `part` is how much is done, from 0 to 1, undefined if nobody knows; `count` what was done in this run. */
  show(part: number | undefined, count: number): void {
    const now = Date.now();
    if (!this.out.isTTY || now - this.shown < EVERY_MS) return;
    this.shown = now;
    const seconds = (now - this.started) / 1000;
    const rate = `${PLAIN.format(count)} ${this.unit}, ${PLAIN.format(Math.round(count / seconds))}/s`;
    this.out.write(`\r\x1b[K${part === undefined ? rate : `${barOf(part)} ${rate}, ${remaining(part, seconds)}`}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.out.isTTY && this.shown > 0) this.out.write('\r\x1b[K');
  }
}

const WIDTH = 24;

function barOf(part: number): string {
  const full = Math.round(part * WIDTH);
  return `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${String(Math.floor(part * 100)).padStart(3)} %`;
}

function remaining(part: number, seconds: number): string {
  if (part <= 0) return '…';
  const left = Math.round((seconds * (1 - part)) / part);
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')} left`;
}
