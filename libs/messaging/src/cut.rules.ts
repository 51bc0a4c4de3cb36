/** Cuts messages into batches no heavier than `limit`, in order; neighbours for which `together` is false part too. A batch has at least one. */
export function cut<M extends { weight: number }>(
  messages: M[],
  limit: number,
  together: (a: M, b: M) => boolean,
): M[][] {
  const batches: M[][] = [];
  let weight = 0;
  for (const message of messages) {
    const batch = batches.at(-1);
    if (batch && weight + message.weight <= limit && together(batch.at(-1)!, message)) {
      batch.push(message);
      weight += message.weight;
    } else {
      batches.push([message]);
      weight = message.weight;
    }
  }
  return batches;
}
