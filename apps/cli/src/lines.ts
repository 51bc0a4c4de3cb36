const LONGEST = 1_000_000;

/** The lines of a text in UTF-8, split at line feeds alone: JSON and SKUs may hold every other character that ends a line elsewhere. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    if (rest.length > LONGEST)
      throw new Error('There is a line of more than a million characters: is it what it should be, a row a line?');
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
