import type { KafkaMessage } from 'kafkajs';
import { isUtf8 } from 'node:buffer';
import { weightOf, type Command } from '#contracts/commands';
import { nameOfType } from '#contracts/envelope';
import { problem, type Problem } from '#contracts/problems';
import { commandKey } from './command-key.js';
import { isCommandName, shapeFault, textFault } from './command-shape.js';

/** A message of `inventory.commands` as read: who sent it, and its command or the problem that makes it poison. */
export interface Received {
  partition: number;
  offset: bigint;
  /** Key under which its outcome is kept. */
  key: string;
  id: string;
  source: string;
  type: string;
  /** Gateway that waits for the outcome. */
  gateway?: string;
  fingerprint?: string;
  traceparent?: string;
  weight: number;
  content: { kind: 'command'; command: Command } | { kind: 'poison'; problem: Problem; error?: Error };
  message: KafkaMessage;
}

const LOG_APPEND_TIME = 1;

/** Whether a message bears the broker's time, not its producer's; kafkajs knows and leaves it out of its types. */
export function isDatedByBroker(message: KafkaMessage): boolean {
  const { batchContext } = message as { batchContext?: { timestampType?: number } };
  return batchContext?.timestampType === LOG_APPEND_TIME;
}

/**
 * Reads a message. Without `ce_id` the message's place and time stand for the id, so that a replay is still recognised, and a message at
 * the same place of a topic made anew is not taken for one.
 */
export function readCommand(topic: string, partition: number, message: KafkaMessage): Received {
  const header = (name: string) => message.headers?.[name]?.toString();
  const source = header('ce_source') || `/${topic}`;
  const id = header('ce_id') || `${topic}-${partition}-${message.offset}-${message.timestamp}`;
  const type = header('ce_type') ?? '';
  const content = readContent(nameOfType(type) ?? type, message.value);
  return {
    partition,
    offset: BigInt(message.offset),
    key: commandKey(source, id),
    id,
    source,
    type,
    gateway: wellFormed(header('ce_gateway'), /^[0-9a-f]{32}$/),
    fingerprint: wellFormed(header('ce_fingerprint'), /^[\w-]{1,100}$/),
    traceparent: wellFormed(header('traceparent'), /^[\da-f-]{1,100}$/),
    weight: content.kind === 'command' ? weightOf(content.command) : 1,
    content,
    message,
  };
}

function wellFormed(value: string | undefined, form: RegExp): string | undefined {
  return value !== undefined && form.test(value) ? value : undefined;
}

const NOTHING = Buffer.alloc(0);

function readContent(name: string, value: Buffer | null): Received['content'] {
  const poison = (code: Problem['code'], params: Problem['params']) => ({
    kind: 'poison' as const,
    problem: problem(code, '', params),
  });
  if (!isCommandName(name)) return poison('COMMAND_UNKNOWN', { type: name });
  if (!isUtf8(value ?? NOTHING)) return poison('COMMAND_UNREADABLE', { detail: 'it is not UTF-8' });
  const text = value?.toString('utf8') ?? '';
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return poison('COMMAND_UNREADABLE', { detail: (error as Error).message });
  }
  const fault = shapeFault(name, data) ?? (SUSPECT.test(text) ? textFault(data) : undefined);
  if (fault) return poison('COMMAND_OFF_SCHEMA', { detail: fault });
  return { kind: 'command', command: { name, data } as Command };
}

// In JSON both can only be written as escapes.
const SUSPECT = /\\u(0000|d[89a-f])/i;
