import { setTimeout as delay } from 'node:timers/promises';

/** Waits until a check returns something truthy or passes without throwing; fails with its last error after `timeoutMs`. */
export async function eventually<T>(
  check: () => T | Promise<T>,
  timeoutMs = 15_000,
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    let failure: unknown = new Error(`The condition did not come true within ${timeoutMs} ms: ${check.toString()}`);
    try {
      const result = await check();
      if (result !== false && result !== undefined && result !== null)
        return result as Exclude<T, false | null | undefined>;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > deadline) throw failure;
    await delay(20);
  }
}
