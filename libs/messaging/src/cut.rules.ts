/**
 * Cuts messages into batches no heavier than `limit`, in order and each of one kind; a message without a kind goes with any.
 * A batch has at least one message.
 */
export function cut<M extends { weight: number }>(
  messages: M[],
  limit: number,
  kindOf: (message: M) => string | undefined,
): M[][] {
  const batches: M[][] = [];
  let weight = 0;
  let kind: string | undefined;
  for (const message of messages) {
    const batch = batches.at(-1);
    const own = kindOf(message);
    if (batch && weight + message.weight <= limit && (kind ?? own) === (own ?? kind)) {
      batch.push(message);
      weight += message.weight;
      kind ??= own;
    } else {
      batches.push([message]);
      weight = message.weight;
      kind = own;
    }
  }
  return batches;
}
