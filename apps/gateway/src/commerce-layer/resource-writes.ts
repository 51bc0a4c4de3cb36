import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Delete, HttpCode, Inject, Param, Patch, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CommandData, CommandName, CommandView } from '#contracts/commands';
import type { Problem } from '#contracts/problems';
import { Commands, type Settled } from '../commands.js';
import { readAttributes } from './attributes.rules.js';
import { invalid, recordNotFound, RequestRefused, type ErrorObject } from './errors.js';
import { MUST_EXIST, refusalOf } from './problems.rules.js';
import { readBody, type ResourceBody } from './read-body.rules.js';
import type { Shape } from './read-query.rules.js';
import type { Resource } from './resource.js';
import { ResourceReads, typeOf } from './resource-reads.js';
import { resourceOf } from './resources.js';
import { takenIn } from './taken.js';

/** A command to submit, ordered among others of the same key. */
export type Order<N extends CommandName> = { [K in N]: { name: K; data: CommandData[K]; key: string } }[N];

/**
 * What a request asks to be saved: fields of the command by the attributes given, and the records to which the relationships given are
 * to lead; null where one is to lead nowhere.
 */
export interface Input {
  change: Record<string, unknown>;
  related: Record<string, object | null>;
}

/** Finds the record of a type and an id, if there is one. */
export type FindRecord = (type: string, id: string) => Promise<object | undefined> | object | undefined;

/**
 * A resource that is written too: its controller says which command saves and which deletes a record. A write answers with the whole
 * record once the command's outcome is known. Commerce Layer contract §1.12.
 */
export abstract class ResourceWrites<View extends object, Saving extends CommandName> extends ResourceReads {
  @Inject(EntityManager) protected readonly em: EntityManager;
  @Inject(Commands) private readonly commands: Commands;

  /** The command that saves a record: a new one, or changes of a stored one. */
  protected abstract saving(input: Input, stored?: View): Order<Saving>;

  /** Public id of the new record that a command made. */
  protected abstract idOfNew(view: CommandView[Saving]): string | Promise<string>;

  /** The command that deletes a record. */
  protected abstract deleting(stored: View): Order<CommandName>;

  /** What only the resource sees is wrong with a request, so that it is told with all other faults. */
  protected faultsOf(_input: Input, _stored?: View): ErrorObject[] {
    return [];
  }

  /** What the domain would find wrong with the form of a record, so that it is told with all other faults. */
  protected problemsOf(_input: Input, _stored?: View): Problem[] {
    return [];
  }

  /**
   * The command that saves a record of which a job has the body: a new one, or changes of a stored one. `find` knows the records it speaks
   * of. Throws {@link RequestRefused}.
   */
  async savingOf(resource: Resource, body: ResourceBody, stored: object | undefined, find: FindRecord) {
    return this.saving(await this.input(resource, body, stored as View | undefined, find), stored as View | undefined);
  }

  /** The command that deletes a record of which a job has found the view. */
  deletingOf(stored: object): Order<CommandName> {
    return this.deleting(stored as View);
  }

  @Post()
  async create(@Req() request: FastifyRequest, @Body() text: string | undefined) {
    const resource = resourceOf(typeOf(request));
    const [shape, given] = this.read(request, resource, text);
    const body = await this.decoded(resource, given);
    const view = await this.submit(request, resource, this.saving(await this.input(resource, body)));
    return this.records.document(request, resource.type, await this.stored(resource, await this.idOfNew(view)), shape);
  }

  @Patch(':id')
  async update(@Req() request: FastifyRequest, @Param('id') id: string, @Body() text: string | undefined) {
    const resource = resourceOf(typeOf(request));
    const [shape, given] = this.read(request, resource, text, id);
    const body = await this.decoded(resource, given);
    const stored = await this.stored(resource, id);
    await this.submit(request, resource, this.saving(await this.input(resource, body, stored), stored));
    return this.records.document(request, resource.type, await this.stored(resource, id), shape);
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Req() request: FastifyRequest, @Param('id') id: string) {
    const resource = resourceOf(typeOf(request));
    const view = (await this.records.find(resource, id)) as View | undefined;
    const order = view && this.deleting(view);
    const settled = order
      ? await this.commands.submit(request, order.name, order.data, order.key)
      : await this.commands.settledBefore(request);
    if (!settled) throw recordNotFound(id);
    if (settled.status === 'refused') throw refusalOf(settled.problems, resource.body!);
  }

  /** What is wrong with the query and with the body is told together. */
  private read(request: FastifyRequest, resource: Resource, text?: string, id?: string): [Shape, ResourceBody] {
    return together(
      () => this.records.shape(request, resource.type),
      () => readBody(text, resource, id),
    );
  }

  private async submit(
    request: FastifyRequest,
    resource: Resource,
    { name, data, key }: Order<Saving>,
  ): Promise<CommandView[Saving]> {
    const settled: Settled<Saving> = await this.commands.submit<Saving>(request, name, data, key);
    if (settled.status === 'refused') throw refusalOf(settled.problems, resource.body!);
    return settled.view;
  }

  private async input(resource: Resource, given: ResourceBody, stored?: View, find?: FindRecord): Promise<Input> {
    const found = find ?? ((type, id) => this.records.find(resourceOf(type), id));
    const { attributes, relationships } = resource.body!;
    const faults: ErrorObject[] = [];
    const isNew = stored === undefined;
    const change = readAttributes<Input['change']>(attributes, given.attributes, faults, { isNew });
    const related: Input['related'] = {};
    for (const [name, { required, unkept }] of Object.entries(relationships)) {
      if (unkept) continue;
      const target = given.relationships[name];
      if (target === undefined && !(isNew && required)) continue;
      const record = target ? await found(resource.relationships[name]!.to, target) : null;
      if (record || (!required && target === null)) related[name] = record ?? null;
      else faults.push(invalid('relationships', name, { ...MUST_EXIST, ...(target ? { value: target } : {}) }));
    }
    const input = { change, related };
    faults.push(...unsaid(faults, refusalOf(this.problemsOf(input, stored), resource.body!).errors));
    faults.push(...unsaid(faults, this.faultsOf(input, stored)));
    if (faults.length === 0) return input;
    // A job has looked for the records of its inputs before, all at once.
    const taken = find ? [] : await takenIn(this.em, resource, input, stored);
    throw new RequestRefused([...faults, ...unsaid(faults, taken)]);
  }

  /** The same body, its codes as relationships; a code of no record leads to none either. */
  private async decoded(resource: Resource, body: ResourceBody): Promise<ResourceBody> {
    const relationships = { ...body.relationships };
    for (const [name, { relationship, find }] of Object.entries(resource.body!.codes ?? {})) {
      const code = body.attributes[name];
      if (typeof code !== 'string' || !code.trim() || relationships[relationship]) continue;
      relationships[relationship] = (await find(this.em, code))?.publicId ?? `code ${code}`;
    }
    return { ...body, relationships };
  }

  private async stored(resource: Resource, id: string): Promise<View> {
    const view = await this.records.find(resource, id);
    if (!view) throw recordNotFound(id);
    return view as View;
  }
}

/** What both come to, refused with the errors of both. */
function together<A, B>(one: () => A, other: () => B): [A, B] {
  const errors: ErrorObject[] = [];
  const results = [one, other].map((read: () => A | B) => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      errors.push(...error.errors);
      return undefined;
    }
  });
  if (errors.length > 0) throw new RequestRefused(errors);
  return results as [A, B];
}

/** Errors of places of which nothing is said yet. */
function unsaid(said: ErrorObject[], errors: ErrorObject[]): ErrorObject[] {
  const places = said.map(({ source }) => JSON.stringify(source));
  return errors.filter(({ source }) => !places.includes(JSON.stringify(source)));
}
