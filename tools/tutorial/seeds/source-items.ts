import type { SourceItem } from '../magento-search.js';
import { FIRST_SOURCES, LINKED_SOURCES } from './sources.js';

/** A SKU whose quantity is changed over Kafka. */
export const DESK = 'TUT-DESK';

/** A SKU that is promised to orders. */
export const SOFA = 'TUT-SOFA';

/** A SKU that is out of stock wherever it is held. */
export const SOLD_OUT = 'TUT-CHAIR-OAK-S';

/** 60 SKUs, each held by six or seven of the ten sources, and two more for the Kafka step; the same in every run. */
export function seedItems(): SourceItem[] {
  return [
    ...skus().flatMap(itemsOf),
    { sku: DESK, source_code: 'baltimore_wh', quantity: 10, status: 1 },
    { sku: DESK, source_code: 'hq', quantity: 4.5, status: 1 },
    { sku: SOFA, source_code: 'baltimore_wh', quantity: 60, status: 1 },
    { sku: SOFA, source_code: 'austin_wh', quantity: 40.25, status: 1 },
  ];
}

/** What sources may sell of a SKU: the sum of the items in stock there. */
export function salableIn(sources: string[], sku: string): number {
  const counting = seedItems().filter((item) => item.sku === sku && item.status === 1);
  return counting.reduce((sum, item) => (sources.includes(item.source_code) ? sum + item.quantity : sum), 0);
}

function skus(): string[] {
  const [things, woods, sizes] = [['CHAIR', 'TABLE', 'SHELF', 'BENCH', 'STOOL'], ['OAK', 'ASH', 'ELM', 'PINE'], 'SML'];
  return things.flatMap((thing) => woods.flatMap((wood) => [...sizes].map((size) => `TUT-${thing}-${wood}-${size}`)));
}

/** Quantities are whole eighths, so that their sums are exact. */
function itemsOf(sku: string, i: number): SourceItem[] {
  return [...FIRST_SOURCES, ...LINKED_SOURCES].flatMap(({ source_code }, j) => {
    const quantity = 1 + ((i * 7 + j * 13) % 50) + ((i + j) % 8) / 8;
    const status = sku === SOLD_OUT || (i * 10 + j) % 9 === 0 ? 0 : 1;
    return (i + j) % 3 === 0 ? [] : [{ sku, source_code, quantity, status }];
  });
}
