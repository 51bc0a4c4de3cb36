import { problem, type Problem } from '#contracts/problems';
import type { TopologyHandler } from '../decision.js';
import { DEFAULT_STOCK, type Topology } from './topology.js';

export const deleteStocks: TopologyHandler<'DeleteStocks'> = {
  locks: 'topology',
  needs: ({ stockIds, mustBeUnused }) => ({ returns: true, promisers: mustBeUnused ? stockIds : [] }),
  decide({ stockIds, mustBeUnused }, facts) {
    if (stockIds.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'stockIds')] };
    const problems = stockIds.flatMap((stockId, index) => [
      ...deletionProblems(stockId, facts, `stockIds.${index}`),
      ...(mustBeUnused ? usesOf(stockId, facts, `stockIds.${index}`) : []),
    ]);
    if (problems.length > 0) return { status: 'refused', problems };
    const removedLinks = [...facts.links.values()].filter((link) => stockIds.includes(link.stockId));
    const removedReturns = [...facts.returns.values()].filter((row) => stockIds.includes(row.stockId));
    return { status: 'done', view: {}, delta: { removedStocks: stockIds, removedLinks, removedReturns } };
  },
};

/** The first of them counts. MSI contract B1, "Stocks": channels are looked at before existence. */
function deletionProblems(stockId: number, facts: Topology, path: string): Problem[] {
  if (stockId === DEFAULT_STOCK) return [problem('DEFAULT_STOCK_KEPT', path)];
  if ([...facts.channels.values()].some((channel) => channel.stockId === stockId))
    return [problem('STOCK_HAS_CHANNELS', path, { stockId })];
  return facts.stocks.has(stockId) ? [] : [problem('STOCK_UNKNOWN', path, { stockId })];
}

function usesOf(stockId: number, facts: Topology, path: string): Problem[] {
  const isOfIt = (row: { stockId: number }) => row.stockId === stockId;
  return [
    ...([...facts.links.values()].some(isOfIt) ? [problem('STOCK_LINKED', path, { stockId })] : []),
    ...([...facts.returns.values()].some(isOfIt) ? [problem('STOCK_TAKES_RETURNS', path, { stockId })] : []),
    ...(facts.promisers.has(stockId) ? [problem('STOCK_HAS_RESERVATIONS', path, { stockId })] : []),
  ];
}
