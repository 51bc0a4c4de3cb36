import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Content of a file, told by its SHA-256, and its size in bytes. */
export interface Fingerprint {
  sha256: string;
  bytes: number;
}

/** Reads a file once; throws when it is not UTF-8, in which SKUs would be read as others. */
export async function fingerprintOf(path: string): Promise<Fingerprint> {
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      decoder.decode(chunk, { stream: true });
      hash.update(chunk);
      bytes += chunk.length;
    }
    decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Error(`${path} is not UTF-8, around byte ${bytes}: save it as UTF-8.`, { cause: error });
  }
  return { sha256: hash.digest('hex'), bytes };
}
