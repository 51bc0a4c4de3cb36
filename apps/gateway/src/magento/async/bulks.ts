import { randomUUID } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { transact } from '#database/pipelined-transaction';
import { addOperations, fingerprintOf, MAX_OPERATIONS, openBulk, type OperationToAdd } from '#messaging/bulks.sql';
import { CommandTooLarge } from '#messaging/command-client';
import { failureOf } from '#messaging/failure.rules';
import { MAX_COMMAND_BYTES } from '#messaging/topics';
import type { Principal } from '../../access/tokens.js';
import { fingerprint, idOfKey, KeyReused, OutcomeUnknown, traceOf } from '../../commands.js';
import { GatewaySettings } from '../../settings.js';
import { decode, readText } from '../webapi/body.js';
import { errorBody, MagentoError, rendered } from '../webapi/errors.js';
import { givenBy, givenByElement, type Given } from '../webapi/input.js';
import type { InputLimits } from '../webapi/input-limits.js';
import type { Listing } from '../webapi/listing.js';
import type { Write } from '../webapi/write.js';
import { elementsOf } from './elements.js';
import type { Rejection } from './operation.shapes.js';
import { Receipt } from './receipt.js';
import type { Service } from './services.js';

/** What a client wants to have done: its request as it is kept, and what is given for parameters. */
interface Wish {
  request: string;
  given: () => Given;
}

// Few enough for their garbage to be young when it is collected.
const AT_ONCE = 250;

/** Accepts writes whose clients do not wait: a bulk, its operations and the commands they make are stored in one commit. */
@Injectable()
export class Bulks {
  constructor(
    private readonly em: EntityManager,
    private readonly settings: GatewaySettings,
  ) {}

  /** Accepts one write. Throws 400 when it does not fit the service. MSI contract A8. */
  async acceptOne(request: FastifyRequest, service: Service): Promise<Listing> {
    const given = givenBy(request);
    orderOf(service.write, given);
    const text = JSON.stringify(Object.fromEntries(given.values));
    return this.accept(request, service, [text], () => ({ request: text, given: () => given }));
  }

  /** Accepts a list of writes of a kind; those that do not fit the service are rejected one by one. MSI contract A8. */
  acceptMany(request: FastifyRequest & { limits?: InputLimits }, service: Service): Promise<Listing> {
    const texts = elementsOf(readText(request));
    if (texts.length > MAX_OPERATIONS) throw new MagentoError(413, 'The list has too many elements.');
    return this.accept(request, service, texts, (text) => {
      const element = decode(text);
      return { request: text.trim(), given: () => givenByElement(objectIn(element), request.limits) };
    });
  }

  private async accept(
    request: FastifyRequest & { principal?: Principal },
    { write, topic }: Service,
    texts: string[],
    wishOf: (text: string) => Wish,
  ): Promise<Listing> {
    const id = idOfKey(request);
    const uuid = id ?? randomUUID();
    const bulk = {
      ...{ uuid, topic, command: write.command, operationCount: texts.length },
      ...userOf(this.settings, request.principal),
      fingerprint: id && fingerprint(texts.length === 1 ? texts[0]! : readText(request)),
      traceparent: traceOf(request),
    };
    const receipt = new Receipt(uuid, texts.length);
    let complete = false;
    try {
      await transact(this.em, async (tx) => {
        const bulkId = await openBulk(tx, bulk);
        if (!bulkId && (await fingerprintOf(tx, uuid)) !== bulk.fingerprint) throw new KeyReused();
        for (let from = 0; from < texts.length; from += AT_ONCE) {
          const chunk = texts.slice(from, from + AT_ONCE);
          const operations = chunk.map((text, index) => operationOf(write, wishOf(text), from + index));
          for (const operation of operations) receipt.note(operation);
          if (bulkId) await addOperations(tx, { id: bulkId, uuid }, operations);
        }
        complete = true;
      });
    } catch (error) {
      // The connection was lost during the commit: nobody knows whether it came about.
      if (complete && failureOf(error) === 'outage') throw new OutcomeUnknown(`/rest/V1/bulk/${uuid}/status`);
      throw error;
    }
    return receipt.answer();
  }
}

function operationOf(write: Write, { request, given }: Wish, number: number): OperationToAdd<Rejection> {
  try {
    return { number, request, order: orderOf(write, given()) };
  } catch (error) {
    if (!(error instanceof MagentoError)) throw error;
    // PostgreSQL's JSON has no place for the character NUL nor for half a pair of surrogates, which the message may quote.
    const message = rendered(error).replaceAll('\0', '\uFFFD').toWellFormed();
    return { number, request, order: { rejection: { message, body: JSON.stringify(errorBody(error)) } } };
  }
}

function orderOf(write: Write, given: Given): { data: string; key: string } {
  const { data, key = write.command } = write.orderOf(given);
  const text = JSON.stringify(data);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_COMMAND_BYTES) throw new MagentoError(413, new CommandTooLarge(bytes).message);
  return { data: text, key };
}

function objectIn(element: unknown): object {
  if (typeof element === 'object' && element !== null) return element;
  throw new MagentoError(400, 'An element of a bulk request is an object.');
}

/** Magento's numbers: 1 integration, 2 administrator and users. */
function userOf({ ADMIN_USERNAME, USERS }: GatewaySettings, principal?: Principal) {
  if (principal?.kind !== 'admin') return { userType: 1, userId: 1 };
  const place = USERS.findIndex(({ username }) => username === principal.name);
  return { userType: 2, userId: principal.name === ADMIN_USERNAME ? 1 : place + 2 };
}
