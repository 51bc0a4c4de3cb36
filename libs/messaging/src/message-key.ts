import kafkajs, { type PartitionerArgs } from 'kafkajs';
import { createHash } from 'node:crypto';

const MAX_BYTES = 256;

/** A message's key, its digest instead when it is long: kafkajs spends time on a key that grows with more than its length. */
export function messageKey(key: string): string {
  return Buffer.byteLength(key) <= MAX_BYTES ? key : digest(key);
}

/** Partitions as Java's producers do, but by its digest when a key is long. */
export function partitionByKey(): (args: PartitionerArgs) => number {
  const byKey = kafkajs.Partitioners.DefaultPartitioner();
  return ({ message, ...rest }) => {
    const { key } = message;
    const long = key !== null && key !== undefined && Buffer.byteLength(key) > MAX_BYTES;
    return byKey({ ...rest, message: long ? { ...message, key: digest(key) } : message });
  };
}

function digest(key: string | Buffer): string {
  return createHash('sha256').update(key).digest('base64url');
}
