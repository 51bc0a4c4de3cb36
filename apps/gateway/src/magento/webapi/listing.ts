import { keep, type Fields } from './fields.js';

/** An answer whose list is sent as it is read, so that it need not fit into memory: `{"items":[…],…others}`, the list under any `name`, or the bare list without others. */
export class Listing {
  constructor(
    private readonly chunks: AsyncIterable<object[]>,
    private readonly others?: object,
    private readonly name = 'items',
  ) {}

  /** The answer as JSON, piece by piece, cut down to `fields` if there are any. MSI contract A2, A6. */
  async *json(fields?: Fields): AsyncGenerator<string> {
    const { chunks, others, name } = this;
    const kept = fields?.[name];
    if (!others) yield* array(chunks, fields);
    else if (!fields) yield* withList(name, chunks, undefined, JSON.stringify(others));
    else if (!kept) yield JSON.stringify(keep(others, fields));
    else yield* withList(name, chunks, kept === true ? undefined : kept, JSON.stringify(keep(others, fields)));
  }
}

async function* withList(
  name: string,
  chunks: AsyncIterable<object[]>,
  fields: Fields | undefined,
  others: string,
): AsyncGenerator<string> {
  yield `{"${name}":`;
  yield* array(chunks, fields);
  yield others.length > '{}'.length ? `,${others.slice(1)}` : '}';
}

async function* array(chunks: AsyncIterable<object[]>, fields: Fields | undefined): AsyncGenerator<string> {
  let opening = '[';
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    yield opening + JSON.stringify(fields ? keep(chunk, fields) : chunk).slice(1, -1);
    opening = ',';
  }
  yield opening === '[' ? '[]' : ']';
}
