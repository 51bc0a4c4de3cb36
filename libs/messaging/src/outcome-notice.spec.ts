import { noticeOf, readNotice } from './outcome-notice.js';

const done = (key: string, view: object = {}) => ({
  key,
  outcome: { status: 'done' as const, view },
  fingerprint: undefined,
});

test('a notice tells outcomes as they are kept', () => {
  const refused = {
    key: 'b',
    outcome: { status: 'refused' as const, problems: [{ code: 'LIST_EMPTY' as const, path: '', params: {} }] },
    fingerprint: 'print',
  };
  expect(readNotice(noticeOf([done('a', { reservationIds: [1] }), refused]))).toEqual([
    ['a', { status: 'done', view: { reservationIds: [1] }, fingerprint: null }],
    ['b', { ...refused.outcome, fingerprint: 'print' }],
  ]);
});

test('more than PostgreSQL takes as a notification has to be looked for', () => {
  const many = Array.from({ length: 100 }, (_, index) => done(`key-${index}`, { text: 'ä'.repeat(40) }));
  expect(noticeOf(many)).toBe('');
  expect(readNotice('')).toBeUndefined();
});
