import { keep, type Fields } from './fields.js';

/** An answer whose list is sent as it is read, so that it need not fit into memory: `{"items":[…],…others}`, or the bare list without others. */
export class Listing {
  constructor(
    private readonly chunks: AsyncIterable<object[]>,
    private readonly others?: object,
  ) {}

  /** The answer as JSON, piece by piece, cut down to `fields` if there are any. MSI contract A2, A6. */
  async *json(fields?: Fields): AsyncGenerator<string> {
    const { chunks, others } = this;
    if (!others) yield* array(chunks, fields);
    else if (!fields) yield* withItems(chunks, undefined, JSON.stringify(others));
    else if (!fields.items) yield JSON.stringify(keep(others, fields));
    else
      yield* withItems(chunks, fields.items === true ? undefined : fields.items, JSON.stringify(keep(others, fields)));
  }
}

async function* withItems(chunks: AsyncIterable<object[]>, fields: Fields | undefined, others: string) {
  yield '{"items":';
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
