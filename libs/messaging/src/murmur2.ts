const MIX = 0x5bd1e995;

/** The hash by which Java's producers choose a key's partition (murmur2, 32 bits, signed); kafkajs's own reckons in BigInts that grow with the key. */
export function murmur2(key: Buffer): number {
  const whole = key.length & ~3;
  let hash = 0x9747b28c ^ key.length;
  for (let at = 0; at < whole; at += 4) {
    const word = Math.imul(key.readInt32LE(at), MIX);
    hash = Math.imul(hash, MIX) ^ Math.imul(word ^ (word >>> 24), MIX);
  }
  if (whole < key.length) {
    for (let at = key.length - 1; at >= whole; at--) hash ^= key[at]! << (8 * (at - whole));
    hash = Math.imul(hash, MIX);
  }
  hash = Math.imul(hash ^ (hash >>> 13), MIX);
  return hash ^ (hash >>> 15);
}
