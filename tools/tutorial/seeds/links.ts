import type { Link } from '../magento-search.js';

/** The seven links of the merchant tutorial's linking step, under the ids of the stocks created before. */
export function seedLinks({ northAmerica, europe }: { northAmerica: number; europe: number }): Link[] {
  return [
    { source_code: 'baltimore_wh', stock_id: northAmerica, priority: 1 },
    { source_code: 'austin_wh', stock_id: northAmerica, priority: 2 },
    { source_code: 'reno_wh', stock_id: northAmerica, priority: 3 },
    { source_code: 'hq', stock_id: northAmerica, priority: 4 },
    { source_code: 'berlin_wh', stock_id: europe, priority: 1 },
    { source_code: 'frankfurt_wh', stock_id: europe, priority: 2 },
    { source_code: 'hq', stock_id: europe, priority: 3 },
  ];
}

/** Codes of the sources that a stock is linked with in {@link seedLinks}, first choice first. */
export function sourcesOf(stockId: number, stocks: { northAmerica: number; europe: number }): string[] {
  return seedLinks(stocks).flatMap((link) => (link.stock_id === stockId ? [link.source_code] : []));
}
