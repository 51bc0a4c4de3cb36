import kafkajs, { type PartitionerArgs } from 'kafkajs';
import { createHash } from 'node:crypto';
import { murmur2 } from './murmur2.js';

const MAX_BYTES = 256;

/** A message's key, its digest instead when it is long: kafkajs spends time on a key that grows with more than its length. */
export function messageKey(key: string): string {
  return Buffer.byteLength(key) <= MAX_BYTES ? key : digest(key);
}

/** Partitions as Java's producers do, but by its digest when a key is long. */
export function partitionByKey(): (args: PartitionerArgs) => number {
  const otherwise = kafkajs.Partitioners.DefaultPartitioner();
  return (args) => {
    const { key, partition } = args.message;
    if (key === null || key === undefined || partition !== undefined) return otherwise(args);
    const bytes = Buffer.isBuffer(key) ? key : Buffer.from(key);
    const hash = murmur2(bytes.length > MAX_BYTES ? Buffer.from(digest(bytes)) : bytes);
    return (hash & 0x7fffffff) % args.partitionMetadata.length;
  };
}

function digest(key: string | Buffer): string {
  return createHash('sha256').update(key).digest('base64url');
}
