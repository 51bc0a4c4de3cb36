import type { Command } from '#contracts/commands';
import { commandMessage } from '#testing/command-message';
import { eventually } from '#testing/eventually';
import type { HttpAnswer, PipeClient } from '#testing/pipe-client';

/** Media type of the dialect. */
export const JSON_API = 'application/vnd.api+json';

/** Speaks the dialect as its integration does. */
export class CommerceLayerClient {
  /** Address of the gateway. */
  readonly url: string;

  constructor(private readonly pipe: PipeClient) {
    this.url = `http://127.0.0.1:${pipe.environment.PORT}`;
  }

  /** Sends a request under `/api`; a body goes out in the dialect's media type. */
  send(method: string, path: string, data?: unknown, headers: Record<string, string> = {}): Promise<HttpAnswer> {
    return this.pipe.http(method, `/api/${path}`, {
      ...(data === undefined ? {} : { body: { data } }),
      headers: { accept: JSON_API, 'content-type': JSON_API, ...headers },
      token: this.pipe.integrationToken,
    });
  }

  /** Publishes commands and waits until a list has as many records as they leave behind. */
  async given(path: string, count: number, ...commands: Command[]): Promise<void> {
    await this.pipe.publish(...commands.map((command) => commandMessage(command)));
    await eventually(async () => (await this.send('GET', path)).body.meta.record_count === count);
  }

  /** Creates a record and returns what is answered as its data; `related` names ids by relationship and type. */
  async created(type: string, attributes: object, related: Record<string, [type: string, id: string]> = {}) {
    const relationships = relationshipsTo(related);
    const { status, body } = await this.send('POST', type, { type, attributes, relationships });
    expect([status, body.errors]).toEqual([201, undefined]);
    return body.data;
  }

  /** Changes a record. */
  change(type: string, id: string, attributes: object, related: Record<string, [type: string, id: string]> = {}) {
    return this.send('PATCH', `${type}/${id}`, { type, id, attributes, relationships: relationshipsTo(related) });
  }

  /** Id of the only record that a list finds. */
  async idOf(path: string): Promise<string> {
    const { body } = await this.send('GET', path);
    expect(body.data).toHaveLength(1);
    return body.data[0].id;
  }
}

/** Relationships as a body has them. */
export function relationshipsTo(related: Record<string, [type: string, id: string]>): object {
  return Object.fromEntries(Object.entries(related).map(([name, [type, id]]) => [name, { data: { type, id } }]));
}

/** An address that lacks nothing. */
export const ADDRESS = {
  ...{ first_name: 'Ann', last_name: 'Lee', line_1: 'Hauptstr. 1', line_2: 'Hof 2', city: 'Berlin' },
  ...{ zip_code: '10115', state_code: 'BE', country_code: 'DE', phone: '+49 30 1', email: 'ann@shop.example' },
  ...{ lat: 52.52, lng: 13.405 },
};

/** What `meta` of a record says. */
export const META = { mode: 'test', organization_id: expect.any(String), trace_id: expect.any(String) };

/** Code and place of each error of an answer. */
export function faultsOf({ body }: HttpAnswer): [code: string, place: string | undefined, error?: string][] {
  return body.errors.map(
    ({ code, source, meta }: { code: string; source?: Record<string, string>; meta?: { error?: string } }) => {
      const place = source && Object.values(source)[0];
      return meta?.error ? [code, place, meta.error] : [code, place];
    },
  );
}

/** Relationships of a record as links only. */
export function linksTo(
  self: string,
  ...names: string[]
): Record<string, { links: { self: string; related: string } }> {
  const links = (name: string) => ({ links: { self: `${self}/relationships/${name}`, related: `${self}/${name}` } });
  return Object.fromEntries([...names, ...NOWHERE].map((name) => [name, links(name)]));
}

/** Relationships of every record that lead to no records. */
const NOWHERE = ['versions', 'attachments', 'events', 'event_stores'];
