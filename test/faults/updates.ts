import type { StockUpdated } from '#contracts/stock-updated';
import type { TopicTap } from '#testing/topic-tap';

/** Stock-updated events by index row, `stockId:skuKey`, in the order they came, each id once. */
export function eventsByRow(tap: TopicTap): Map<string, StockUpdated[]> {
  const byRow = new Map<string, StockUpdated[]>();
  const heard = new Set<string>();
  for (const { headers, key, data } of tap.ofType('StockUpdated')) {
    if (heard.has(headers.ce_id!)) continue;
    heard.add(headers.ce_id!);
    const told = byRow.get(key!);
    if (told) told.push(data as StockUpdated);
    else byRow.set(key!, [data as StockUpdated]);
  }
  return byRow;
}
