import { PassThrough } from 'node:stream';
import { ProgressLine } from './progress-line.js';

/** A stream that says it is a terminal, or not, and all that was written to it. */
function screen(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.WriteStream & PassThrough;
  return { stream, shown: () => String(stream.read() ?? '') };
}

describe('the line that tells of progress', () => {
  it('is written over again on a terminal, with part, count, rate and what remains, and taken away', () => {
    const { stream, shown } = screen(true);
    const line = new ProgressLine('rows', stream);
    line.show(0.5, 1_234_567);
    expect(shown()).toMatch(/K\[#{12}\.{12}\] {2}50 % 1,234,567 rows, \S+\/s, \d+:\d\d left$/);
    line.show(0.6, 1_300_000);
    expect(shown()).toBe('');
    line.end();
    expect(shown()).toBe('\r\x1b[K');
  });

  it('tells the count alone when nobody knows how much there is', () => {
    const { stream, shown } = screen(true);
    new ProgressLine('lines', stream).show(undefined, 7);
    expect(shown()).toMatch(/K7 lines, \S+\/s$/);
  });

  it('is not there elsewhere', () => {
    const { stream, shown } = screen(false);
    const line = new ProgressLine('rows', stream);
    line.show(0.5, 1);
    line.end();
    expect(shown()).toBe('');
  });
});
