import { randomUUID } from 'node:crypto';
import type { Message } from 'kafkajs';
import type { Command } from '#contracts/commands';

/** A command as another service would publish it: CloudEvents in binary mode. `more` overrides headers; undefined takes one away. */
export function commandMessage(
  { name, data }: Command,
  {
    id = randomUUID(),
    key,
    partition,
    headers = {},
  }: { id?: string; key?: string; partition?: number; headers?: Message['headers'] } = {},
): Message & { id: string } {
  return {
    id,
    key: key ?? null,
    ...(partition === undefined ? {} : { partition }),
    headers: present({
      ce_id: id,
      ce_type: `stockwire.${name}.v1`,
      ce_source: '/spec',
      ce_time: new Date().toISOString(),
      ce_specversion: '1.0',
      'content-type': 'application/json',
      ...headers,
    }),
    value: JSON.stringify(data),
  };
}

function present(headers: NonNullable<Message['headers']>): Message['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}
