import type { SourceItemToSave } from '#contracts/source-items';
import type { KeyedCommand } from './publisher.js';

/** Codes of eight sources. */
export const SOURCES = Array.from({ length: 8 }, (_, index) => `source-${index + 1}`);

/** Ids of two stocks: the first five sources supply the one, the last five the other. */
export const STOCKS = [2, 3];

const SUPPLIERS = [SOURCES.slice(0, 5), SOURCES.slice(3)];

/** Sources, stocks and links, in the order in which they must be published; all under one key. */
export function topology(): KeyedCommand[] {
  const address = { countryId: 'DE', postcode: '10115' };
  const links = STOCKS.flatMap((stockId, index) =>
    SUPPLIERS[index]!.map((sourceCode, place) => ({ stockId, sourceCode, priority: place + 1 })),
  );
  const key = 'topology';
  return [
    {
      key,
      name: 'SaveSources',
      data: { sources: SOURCES.map((code) => ({ sourceCode: code, name: code, ...address })) },
    },
    { key, name: 'SaveStocks', data: { stocks: STOCKS.map((stockId) => ({ name: `Stock ${stockId}` })) } },
    { key, name: 'AssignSourcesToStock', data: { links } },
  ];
}

/** The commands that save items, so many to a command. */
export function saving(items: SourceItemToSave[], perCommand: number): KeyedCommand[] {
  return Array.from({ length: Math.ceil(items.length / perCommand) }, (_, index) => {
    const part = items.slice(index * perCommand, (index + 1) * perCommand);
    return { key: part[0]!.sku!, name: 'SaveSourceItems', data: { items: part } };
  });
}

/** Name of a SKU by its number. */
export function skuName(number: number): string {
  return `SKU-${String(number).padStart(6, '0')}`;
}

/** Items spread over so many SKUs and all sources, each with another quantity than its pair has in the rounds before and after. */
export function itemsFrom(first: number, count: number, skus: number): SourceItemToSave[] {
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const round = Math.floor(number / skus);
    return {
      sku: skuName((number * 7_919) % skus),
      sourceCode: SOURCES[round % SOURCES.length]!,
      quantity: String(1 + ((number * 31) % 997)),
      status: 1,
    };
  });
}

/** Reservations of one unit each on the first stock, one a command. */
export function reserving(skus: string[]): KeyedCommand[] {
  return skus.map((sku) => {
    const reservations = [{ sku, stockId: STOCKS[0]!, quantity: '-1' }];
    return { key: sku, name: 'PlaceReservations', data: { reservations } };
  });
}
