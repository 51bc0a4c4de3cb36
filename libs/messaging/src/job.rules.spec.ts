import { courseOf, type JobAtWork, type Tally } from './job.rules.js';

const job = (more: Partial<JobAtWork>): JobAtWork => ({ status: 'in_progress', size: 100, skipErrors: false, ...more });
const tally = (more: Partial<Tally>): Tally => ({ errors: 0, open: 50, next: true, ...more });

describe('a job', () => {
  test.each([
    ['waits until its turn comes', { status: 'pending' }, { next: false }, [], 'pending', false],
    ['begins when its turn comes', { status: 'pending' }, {}, ['start'], 'in_progress', false],
    [
      'begins and ends at once when nothing of it is open',
      { status: 'pending' },
      { open: 0 },
      ['start', 'complete'],
      'completed',
      true,
    ],
    ['goes on while anything of it is open', {}, {}, [], 'in_progress', false],
    ['is completed when nothing of it is open', {}, { open: 0 }, ['complete'], 'completed', true],
    ['is completed with a tenth of errors', {}, { open: 0, errors: 10 }, ['complete'], 'completed', true],
    ['is interrupted at its end by more errors', {}, { open: 0, errors: 11 }, ['interrupt'], 'interrupted', true],
    [
      'is completed with all errors when it skips them',
      { skipErrors: true },
      { open: 0, errors: 100 },
      ['complete'],
      'completed',
      true,
    ],
    [
      'that was interrupted stays so while something is under way',
      { status: 'interrupted' },
      { open: 1 },
      [],
      'interrupted',
      false,
    ],
    [
      'that was interrupted is settled when nothing is',
      { status: 'interrupted' },
      { open: 0 },
      [],
      'interrupted',
      true,
    ],
  ] as const)('%s', (_, given, counted, steps, status, settled) => {
    expect(courseOf(job(given), tally(counted))).toEqual({ steps, status, settled, callOff: false });
  });

  test('has the rest of it called off once more than a tenth are errors, unless it skips them', () => {
    expect(courseOf(job({}), tally({ errors: 10 }))).toMatchObject({ callOff: false });
    expect(courseOf(job({}), tally({ errors: 11 }))).toMatchObject({ callOff: true, status: 'in_progress' });
    expect(courseOf(job({ skipErrors: true }), tally({ errors: 99 }))).toMatchObject({ callOff: false });
  });
});
