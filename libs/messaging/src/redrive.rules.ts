import type { Message } from 'kafkajs';
import { v5 } from 'uuid';
import { bytesOfHeaders } from './base64.js';
import { DEAD_LETTER_HEADER } from './dead-letter.js';
import type { KeptLetter } from './dead-letters.sql.js';
import { readCommand } from './read-command.js';

/** A dead letter as a command again: the message to publish, its id and the key of its outcome. */
export interface Redrive {
  message: Message;
  commandId: string;
  commandKey: string;
}

const NAMESPACE = '0b0c6c9e-6d0f-5f59-8a55-3f0e6d2f7a42';
const MOST_OF_ID = 1_000;

/**
 * The command that redrives a letter: key, headers and value as they came, under an id made of the place and time where the letter lay, so that a
 * second redrive is a repeat of the first. `ce_redriveof` names the id that was refused; nobody waits for the outcome any more.
 */
export function redriveOf(letter: KeptLetter): Redrive {
  const { topic, partition, offset, timestamp, key, value } = letter;
  const commandId = v5(`${topic}/${partition}/${offset}/${timestamp}`, NAMESPACE);
  const kept = Object.entries(bytesOfHeaders(letter.headers)).filter(
    ([name]) => !name.startsWith(DEAD_LETTER_HEADER) && name !== 'ce_gateway',
  );
  const headers = {
    ...Object.fromEntries(kept),
    ce_id: commandId,
    ce_redriveof: letter.commandId.slice(0, MOST_OF_ID),
  };
  const message = { key, headers, value };
  const read = readCommand(topic, partition, { ...message, offset, timestamp, attributes: 0 });
  return { message, commandId, commandKey: read.key };
}

/** The SKUs that a letter names, as written; none when its value cannot be read or is of a command that names none. */
export function namedSkus(value: Buffer | null): string[] {
  const data = read(value);
  const elements = elementsOf(data);
  const skus = [data, ...elements, ...elements.flatMap(elementsOf)].map((part) => (part as Naming)?.sku);
  const listed = (data as { skus?: unknown }).skus;
  const named = [...skus, ...(Array.isArray(listed) ? (listed as unknown[]) : [])];
  return [...new Set(named.filter((sku) => typeof sku === 'string'))];
}

type Naming = { sku?: unknown } | null | undefined;

function elementsOf(part: unknown): unknown[] {
  const members: unknown[] = typeof part === 'object' && part !== null ? Object.values(part) : [];
  return members.flatMap((member) => (Array.isArray(member) ? (member as unknown[]) : []));
}

function read(value: Buffer | null): object {
  try {
    return (JSON.parse(value?.toString() ?? '') as object | null) ?? {};
  } catch {
    return {};
  }
}
