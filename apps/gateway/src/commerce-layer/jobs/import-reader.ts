import { setImmediate as aMoment } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import type { OperationToAdd } from '#messaging/bulks.sql';
import { CommandTooLarge } from '#messaging/command-client';
import { MAX_COMMAND_BYTES } from '#messaging/topics';
import { errorOf, RequestRefused } from '../errors.js';
import { MUST_EXIST } from '../problems.rules.js';
import { keptIn, type Resource } from '../resource.js';
import { resourceOf } from '../resources.js';
import { Writers } from '../writers.js';
import { messagesOf } from './errors-log.rules.js';
import type { Importable } from './importable.js';
import { KnownRecords } from './known-records.js';
import { isFilled, nameOf, type Input } from './input.rules.js';
import { readInput, type InputRead } from './read-input.rules.js';
import { Warnings } from './warnings.rules.js';

/** What an import comes to: an operation for each input, and what makes one wonder. */
export interface ImportOrders {
  operations: OperationToAdd<object>[];
  warnings: Warnings;
}

// Between so many inputs others are served.
const AT_ONCE = 250;

/** Finds out which commands the inputs of an import make, with the records that they speak of. */
@Injectable()
export class ImportReader {
  constructor(
    private readonly em: EntityManager,
    private readonly writers: Writers,
  ) {}

  /**
   * An operation for each input, in their order: those that cannot be are rejected, and once more than a tenth of all are, the rest is called off
   * unless errors are skipped.
   */
  async read(kind: Importable, inputs: Input[], { parentId, skipErrors }: Reading): Promise<ImportOrders> {
    const parent = kind.parent && parentId ? { name: kind.parent, id: parentId } : undefined;
    const reads = inputs.map((input) => readInput(kind.resource, input, parent));
    const known = new KnownRecords(this.em);
    await learnRelated(known, kind, reads);
    await learnStored(known, kind, reads);
    const operations: ImportOrders['operations'] = [];
    const warnings = new Warnings();
    let rejected = 0;
    for (const [number, read] of reads.entries()) {
      if (number % AT_ONCE === AT_ONCE - 1) await aMoment();
      const off = !skipErrors && rejected * 10 > inputs.length;
      const order = off ? { calledOff: true as const } : await this.orderOf(kind, read, known);
      if ('rejection' in order) rejected++;
      operations.push({ number, request: JSON.stringify(inputs[number]), order });
      if (!off) warnings.add(nameOf(inputs[number]!, number), read.ignored);
    }
    return { operations, warnings };
  }

  private async orderOf(kind: Importable, { id, body }: InputRead, known: KnownRecords) {
    try {
      const stored = storedOf(known, kind, { id, body });
      if (id !== undefined && !stored) return { rejection: { id: [MUST_EXIST.title] } };
      const find = (type: string, one: string) => known.get(type, ['publicId'], [one]);
      const { data, key } = await this.writers.of(kind.resource.type).savingOf(kind.resource, body, stored, find);
      return sized(JSON.stringify(kind.saves ? unconditional(data) : data), key);
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      return { rejection: messagesOf(error.errors) };
    }
  }
}

/** What an import says of all of its inputs. */
export interface Reading {
  parentId?: string | null;
  skipErrors: boolean;
}

/** Looks for the records that the inputs lead to by ids and codes, and turns codes into ids; a code of no record leads to none either. */
async function learnRelated(known: KnownRecords, { resource }: Importable, reads: InputRead[]): Promise<void> {
  const { relationships, codes = {} } = resource.body!;
  for (const [attribute, { relationship }] of Object.entries(codes)) {
    const type = resource.relationships[relationship]!.to;
    const field = keptIn(resourceOf(type), 'code');
    const given = reads.filter(({ body }) => isFilled(body.attributes[attribute]) && !body.relationships[relationship]);
    const codeOf = ({ body }: InputRead) => String(body.attributes[attribute]);
    await known.learn(type, field, given.map(codeOf));
    for (const read of given) {
      const view = known.get(type, [field], [codeOf(read)]) as { publicId: string } | undefined;
      read.body.relationships[relationship] = view?.publicId ?? `code ${codeOf(read)}`;
    }
  }
  for (const [name, { unkept }] of Object.entries(relationships)) {
    if (unkept) continue;
    const ids = reads.flatMap(({ body }) => body.relationships[name] ?? []);
    await known.learn(resource.relationships[name]!.to, 'publicId', ids);
  }
}

/** Looks for the records that are there already. */
async function learnStored(
  known: KnownRecords,
  { resource, naturalKey }: Importable,
  reads: InputRead[],
): Promise<void> {
  const ids = reads.flatMap(({ id }) => id ?? []);
  await known.learn(resource.type, 'publicId', ids);
  const keys = reads.flatMap((read) => (read.id === undefined ? [keyOf(naturalKey, read)] : []));
  const whole = keys.filter((key) => key !== undefined);
  const [first, second] = fieldsOf(resource, naturalKey);
  if (first === undefined) return;
  if (second === undefined)
    return known.learn(
      resource.type,
      first,
      whole.map(([value]) => value!),
    );
  // What is linked to a record that does not exist is not there, and would cost a query each.
  const pairs = whole.filter((values) =>
    values.every((value, place) => known.get(resource.relationships[naturalKey[place]!]!.to, ['publicId'], [value])),
  );
  return known.learnPairs(resource.type, [first, second], pairs as [string, string][]);
}

function fieldsOf(resource: Resource, members: string[]): string[] {
  return members.map((member) => keptIn(resource, member));
}

function storedOf(known: KnownRecords, { resource, naturalKey }: Importable, read: Pick<InputRead, 'id' | 'body'>) {
  if (read.id !== undefined) return known.get(resource.type, ['publicId'], [read.id]);
  const key = keyOf(naturalKey, read);
  return key && key.length > 0 ? known.get(resource.type, fieldsOf(resource, naturalKey), key) : undefined;
}

function keyOf(naturalKey: string[], { body }: Pick<InputRead, 'body'>): string[] | undefined {
  const values = naturalKey.map((member) => body.relationships[member] ?? body.attributes[member]);
  return values.every((value) => isFilled(value)) ? values.map(String) : undefined;
}

/** The data of a command that saves its one record whether it is there already or not. */
function unconditional(data: object): object {
  const [[name, records]] = Object.entries(data) as [[string, { mustBeNew?: boolean }[]]];
  return { [name]: records.map(({ mustBeNew: _, ...record }) => record) };
}

function sized(data: string, key: string) {
  const bytes = Buffer.byteLength(data);
  if (bytes <= MAX_COMMAND_BYTES) return { data, key };
  throw new RequestRefused([errorOf('PAYLOAD_TOO_LARGE', new CommandTooLarge(bytes).message)]);
}
