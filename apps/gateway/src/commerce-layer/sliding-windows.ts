/** How many requests may come within the last so many seconds. */
export interface Window {
  seconds: number;
  most: number;
}

/** What became of a request: how many more may come now within each window, and how long to wait when it may not. */
export interface Passage {
  remaining: number[];
  /** Whole seconds until the next one may come; 0 when this one may. */
  retryAfterSeconds: number;
}

/** Counts requests of each key within windows that end now, wherever a second begins; forgets keys that are silent. */
export class SlidingWindows {
  private readonly times = new Map<string, number[]>();

  /** Counts a request, unless it comes too soon in one of the windows. */
  pass(key: string, windows: Window[], nowMs: number): Passage {
    const longest = Math.max(...windows.map(({ seconds }) => seconds)) * 1_000;
    const times = (this.times.get(key) ?? []).filter((time) => time > nowMs - longest);
    const waits = windows.map(({ seconds, most }) => {
      const barring = times.at(-most);
      return barring === undefined ? 0 : barring + seconds * 1_000 - nowMs;
    });
    const waitMs = Math.max(0, ...waits);
    if (waitMs === 0) times.push(nowMs);
    this.remember(key, times, nowMs - longest);
    const remaining = windows.map(({ seconds, most }) => most - countSince(times, nowMs - seconds * 1_000));
    return { remaining: remaining.map((left) => Math.max(0, left)), retryAfterSeconds: Math.ceil(waitMs / 1_000) };
  }

  private remember(key: string, times: number[], silentSince: number): void {
    this.times.delete(key);
    this.times.set(key, times);
    // The keys stand in the order in which they were last heard of.
    for (const [oldest, heard] of this.times) {
      if (this.times.size <= MOST_KEYS && (heard.at(-1) ?? 0) > silentSince) return;
      if (oldest === key) return;
      this.times.delete(oldest);
    }
  }
}

/** A flood of addresses must not fill the memory. */
const MOST_KEYS = 10_000;

function countSince(times: number[], since: number): number {
  return times.filter((time) => time > since).length;
}
