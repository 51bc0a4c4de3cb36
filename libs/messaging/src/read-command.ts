import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { KafkaMessage } from 'kafkajs';
import { isUtf8 } from 'node:buffer';
import { COMMANDS, weightOf, type Command, type CommandName } from '#contracts/commands';
import { nameOfType } from '#contracts/envelope';
import { problem, type Problem } from '#contracts/problems';
import { schemaOf } from '#contracts/schemas';
import { commandKey } from './command-key.js';

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

const validators = new Map(compiled());

function compiled(): [string, ValidateFunction][] {
  const ajv = new Ajv2020({ allErrors: false, strict: false });
  return (Object.keys(COMMANDS) as CommandName[]).map((name) => [name, ajv.compile(schemaOf(name))]);
}

function readContent(name: string, value: Buffer | null): Received['content'] {
  const poison = (code: Problem['code'], params: Problem['params']) => ({
    kind: 'poison' as const,
    problem: problem(code, '', params),
  });
  const validate = validators.get(name);
  if (!validate) return poison('COMMAND_UNKNOWN', { type: name });
  if (!isUtf8(value ?? NOTHING)) return poison('COMMAND_UNREADABLE', { detail: 'it is not UTF-8' });
  const text = value?.toString('utf8') ?? '';
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return poison('COMMAND_UNREADABLE', { detail: (error as Error).message });
  }
  if (!validate(data)) {
    const { instancePath, message } = validate.errors![0]!;
    return poison('COMMAND_OFF_SCHEMA', { detail: `${instancePath || '/'} ${message}` });
  }
  if (SUSPECT.test(text) && !storable(data)) {
    return poison('COMMAND_OFF_SCHEMA', { detail: 'a text holds the character NUL or half a surrogate pair' });
  }
  return { kind: 'command', command: { name, data } as Command };
}

// In JSON both can only be written as escapes.
const SUSPECT = /\\u(0000|d[89a-f])/i;

/** Whether PostgreSQL has a place for every text in it, however deep. */
function storable(data: unknown): boolean {
  const left = [data];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0'))) return false;
    if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) left.push(name, member);
    }
  }
  return true;
}
