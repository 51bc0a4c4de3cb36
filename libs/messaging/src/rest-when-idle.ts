import { createRequire } from 'node:module';

/** What kafkajs keeps of a connection's requests that may not go yet. */
interface RequestQueue {
  pending: unknown[];
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

const require = createRequire(import.meta.url);
const { prototype: queue } = require('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
const { scheduleCheckPendingRequests: schedule } = queue;

/**
 * Has kafkajs look after waiting requests only while there are some, from now on and in the whole process: by itself it sets a timer of a
 * negative time after a connection's first answer, and again whenever that has run, which keeps an idle process as busy as some 800 timers
 * a second do and has Node warn.
 */
export function restWhenIdle(): void {
  queue.scheduleCheckPendingRequests = function () {
    if (this.pending.length > 0) schedule.call(this);
  };
}
