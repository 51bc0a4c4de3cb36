import { problem, type Problem } from '#contracts/problems';
import type { ReturnSourceToSave } from '#contracts/stocks';
import type { TopologyHandler } from '../decision.js';
import { newOutside, savedOutside } from '../outside.rules.js';
import type { ReturnSourceRow } from './stock.entity.js';
import { linkKey, type Topology } from './topology.js';

export const saveReturnSources: TopologyHandler<'SaveReturnSources'> = {
  locks: 'topology',
  needs: () => ({ returns: true }),
  decide({ returns }, facts, at) {
    if (returns.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'returns')] };
    const rows = new Map(facts.returns);
    const removedReturns: ReturnSourceRow[] = [];
    const saved: ReturnSourceRow[] = [];
    const problems = returns.flatMap((given, index) => {
      const path = `returns.${index}`;
      const stored = given.returnId ? byPublicId(rows, given.returnId) : undefined;
      if (given.returnId && !stored) return [problem('RETURN_UNKNOWN', `${path}.returnId`)];
      const faults = faultsOf(given, stored, facts, path);
      if (faults.length > 0) return faults;
      const sourceId = given.sourceCode ? facts.source(given.sourceCode)!.sourceId : stored!.sourceId;
      const pair = { stockId: given.stockId ?? stored!.stockId, sourceId };
      const before = stored ?? { ...pair, priority: 0, ...newOutside(at) };
      const row = {
        ...before,
        ...pair,
        priority: given.priority ?? before.priority,
        ...savedOutside(given, before, at),
      };
      const holder = rows.get(linkKey(pair));
      if (holder && holder !== stored) return [problem('RETURN_TAKEN', `${path}.sourceCode`)];
      if (stored && linkKey(stored) !== linkKey(pair)) {
        rows.delete(linkKey(stored));
        removedReturns.push(stored);
      }
      rows.set(linkKey(pair), row);
      saved.push(row);
      return [];
    });
    if (problems.length > 0) return { status: 'refused', problems };
    return {
      status: 'done',
      view: { returnIds: saved.map(({ publicId }) => publicId) },
      delta: { returns: saved, removedReturns },
    };
  },
};

function byPublicId(rows: Map<string, ReturnSourceRow>, publicId: string): ReturnSourceRow | undefined {
  return [...rows.values()].find((row) => row.publicId === publicId);
}

function faultsOf(
  { sourceCode, stockId, priority }: ReturnSourceToSave,
  stored: ReturnSourceRow | undefined,
  facts: Topology,
  path: string,
): Problem[] {
  const fits = typeof priority === 'number' ? priority > 0 : stored !== undefined;
  const sourceFits = sourceCode ? facts.source(sourceCode) !== undefined : stored !== undefined;
  const stockFits = stockId ? facts.stocks.has(stockId) : stored !== undefined;
  return [
    ...(fits ? [] : [problem('FIELD_NOT_POSITIVE', `${path}.priority`, { field: 'priority' })]),
    ...(sourceFits ? [] : [problem('SOURCE_UNKNOWN', `${path}.sourceCode`, { sourceCode: sourceCode ?? '' })]),
    ...(stockFits ? [] : [problem('STOCK_UNKNOWN', `${path}.stockId`, { stockId: stockId ?? '' })]),
  ];
}
