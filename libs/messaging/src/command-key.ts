import { v5 } from 'uuid';

const NAMESPACE = 'b1f0c7d6-5b0e-5f6c-9d0a-6f1b2f0e7a11';

/** `ce_source` of commands that come in over HTTP. */
export const GATEWAY_SOURCE = '/stockwire/gateway';

/** The one key of a command, made of its `ce_source` and `ce_id`: a second message of the same key is a repeat. */
export function commandKey(source: string, id: string): string {
  return v5(`${source}\n${id}`, NAMESPACE);
}
