import { canonical } from '#contracts/canonical';
import { problem, type Problem } from '#contracts/problems';
import type { SalesChannel, StockToSave } from '#contracts/stocks';
import type { Circumstances, TopologyHandler } from '../decision.js';
import { emptyField, MAX_CODE, overlongField } from '../field.rules.js';
import { newOutside, savedOutside } from '../outside.rules.js';
import type { SalesChannelRow, StockRow } from './stock.entity.js';
import { channelKey, DEFAULT_STOCK, type Topology } from './topology.js';

export const saveStocks: TopologyHandler<'SaveStocks'> = {
  locks: 'topology',
  decide({ stocks }, facts, at) {
    if (stocks.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'stocks')] };
    const invalid = stocks.flatMap((stock, index) => validationProblems(stock, facts, `stocks.${index}`));
    if (invalid.length > 0) return { status: 'refused', problems: invalid };

    const rows = new Map(facts.stocks);
    const channels = new Map(facts.channels);
    let lastId = facts.lastIds.stock;
    const taken: Problem[] = [];
    const saved = stocks.map((stock, index) => {
      const stockId = stock.stockId || lastId + 1;
      lastId = Math.max(lastId, stockId);
      const row = merged(stock, rows.get(stockId) ?? newRow(stockId, at), at);
      if ([...rows.values()].some((other) => other.nameKey === row.nameKey && other.stockId !== stockId)) {
        taken.push(problem('STOCK_NAME_TAKEN', `stocks.${index}.name`, { name: row.name }));
      }
      rows.set(stockId, row);
      if (!stock.mustExist || stock.salesChannels) replaceChannels(channels, stockId, stock.salesChannels ?? [], facts);
      return row;
    });
    if (taken.length > 0) return { status: 'refused', problems: taken };
    return {
      status: 'done',
      view: { stockIds: saved.map((row) => row.stockId) },
      delta: { stocks: saved, ...channelChanges(facts.channels, channels) },
    };
  },
};

/** Above it ids are given out only, or one request could use them all up. */
const MAX_GIVEN_STOCK_ID = 2_000_000_000;

/** In the order of MSI contract B1, "Stocks". An empty website code is empty and unknown at once. */
function validationProblems(stock: StockToSave, facts: Topology, path: string): Problem[] {
  const ofChannel = ({ type, code }: SalesChannel, at: string) => [
    ...emptyField(type, 'type', at),
    ...emptyField(code, 'code', at),
    ...overlongField(code, 'code', at, MAX_CODE),
    ...(canonical(type ?? '') === 'website' && !facts.websites.has(canonical(code ?? ''))
      ? [problem('WEBSITE_UNKNOWN', `${at}.code`, { code: code ?? '' })]
      : []),
  ];
  const beyond = (stock.stockId ?? 0) > MAX_GIVEN_STOCK_ID;
  return [
    ...(beyond
      ? [problem('FIELD_OUT_OF_RANGE', `${path}.stockId`, { field: 'stockId', max: MAX_GIVEN_STOCK_ID })]
      : []),
    ...(stock.mustExist && !facts.stocks.has(stock.stockId ?? 0)
      ? [problem('STOCK_UNKNOWN', `${path}.stockId`, { stockId: stock.stockId ?? '' })]
      : []),
    ...(stock.mustExist && stock.name === undefined ? [] : emptyField(stock.name, 'name', path)),
    ...overlongField(stock.name, 'name', path, MAX_CODE),
    ...(stock.salesChannels ?? []).flatMap((channel, index) => ofChannel(channel, `${path}.salesChannels.${index}`)),
  ];
}

function newRow(stockId: number, at: Circumstances): StockRow {
  return {
    ...{ stockId, nameKey: '', name: '', ...newOutside(at) },
    ...{ strategy: 'no_split', locationsCutoff: null, reservationCutoff: 3600 },
    ...{ putTransfersOnHold: false, manualDecrement: false },
  };
}

function merged(stock: StockToSave, row: StockRow, at: Circumstances): StockRow {
  const name = stock.name ?? row.name;
  return {
    ...row,
    name,
    nameKey: canonical(name),
    strategy: stock.strategy ?? row.strategy,
    locationsCutoff: stock.locationsCutoff === undefined ? row.locationsCutoff : stock.locationsCutoff,
    reservationCutoff: stock.reservationCutoff ?? row.reservationCutoff,
    putTransfersOnHold: stock.putTransfersOnHold ?? row.putTransfersOnHold,
    manualDecrement: stock.manualDecrement ?? row.manualDecrement,
    ...savedOutside(stock, row, at),
  };
}

/** The list replaces what the stock had; a website taken away goes back to the default stock, any other channel is gone. */
function replaceChannels(
  channels: Map<string, SalesChannelRow>,
  stockId: number,
  wanted: SalesChannel[],
  facts: Topology,
): void {
  for (const [key, channel] of channels) {
    if (channel.stockId !== stockId) continue;
    if (channel.type === 'website') channels.set(key, { ...channel, stockId: DEFAULT_STOCK });
    else channels.delete(key);
  }
  for (const { type, code } of wanted) {
    const codeKey = canonical(code!);
    const spelled = canonical(type!) === 'website' ? facts.websites.get(codeKey)!.code : code!;
    const row = { type: canonical(type!), codeKey, code: spelled, stockId };
    channels.set(channelKey(row), row);
  }
}

function channelChanges(before: Map<string, SalesChannelRow>, after: Map<string, SalesChannelRow>) {
  return {
    channels: [...after].filter(([key, row]) => before.get(key) !== row).map(([, row]) => row),
    removedChannels: [...before].filter(([key]) => !after.has(key)).map(([, row]) => row),
  };
}
