import { SlidingWindows } from './sliding-windows.js';

const WINDOWS = [
  { seconds: 60, most: 3 },
  { seconds: 10, most: 2 },
];

test('requests pass until a window is full, and again when its first one is old enough', () => {
  const windows = new SlidingWindows();
  const at = (seconds: number) => windows.pass('a', WINDOWS, seconds * 1_000);
  expect(at(0)).toEqual({ remaining: [2, 1], retryAfterSeconds: 0 });
  expect(at(1)).toEqual({ remaining: [1, 0], retryAfterSeconds: 0 });
  expect(at(2.5)).toEqual({ remaining: [1, 0], retryAfterSeconds: 8 });
  expect(at(10)).toEqual({ remaining: [0, 0], retryAfterSeconds: 0 });
  expect(at(30)).toEqual({ remaining: [0, 2], retryAfterSeconds: 30 });
  expect(at(60).retryAfterSeconds).toBe(0);
});

test('a window does not begin with the minute: as many as fit into one do not fit twice around its end', () => {
  const windows = new SlidingWindows();
  const at = (seconds: number) => windows.pass('a', [{ seconds: 60, most: 2 }], seconds * 1_000).retryAfterSeconds;
  expect([at(58), at(59), at(61), at(62)]).toEqual([0, 0, 57, 56]);
});

test('keys do not count for each other, however many there are', () => {
  const windows = new SlidingWindows();
  for (let key = 0; key < 20_000; key++) expect(windows.pass(`${key}`, WINDOWS, 0).retryAfterSeconds).toBe(0);
  expect(windows.pass('19999', WINDOWS, 0).remaining).toEqual([1, 0]);
});
