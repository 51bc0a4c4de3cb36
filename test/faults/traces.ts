import type { Pipe } from '#testing/pipe';
import { FINGERPRINTS } from './tables.js';

/** What rows and topics look like, each row with the transaction that wrote it: the same before and after what changes and tells nothing. */
export async function traces(pipe: Pipe): Promise<object> {
  const rows = await pipe.sql(FINGERPRINTS);
  const { kafka, topics } = pipe;
  const admin = kafka.admin();
  await admin.connect();
  const ends = await Promise.all([topics.events, topics.updates].map((topic) => admin.fetchTopicOffsets(topic)));
  await admin.disconnect();
  return { rows, ends };
}
