import { canonical } from '#contracts/canonical';
import { problem, type Problem } from '#contracts/problems';
import type { StockSourcePair } from '#contracts/stocks';
import type { StockSourceLinkRow } from './stock.entity.js';
import { DEFAULT_SOURCE, DEFAULT_STOCK, type Topology } from './topology.js';

/** The ends of a stored link. */
export function endsOf({ stockId, sourceId }: StockSourceLinkRow, facts: Topology): Ends {
  return { stockId, sourceCode: facts.sourceOfId(sourceId)!.sourceCode };
}

interface Ends {
  stockId: number;
  sourceCode: string;
}

/** Problem of a link that touches the default source or the default stock. MSI contract B1, "Links". */
export function defaultsInLink({ stockId, sourceCode }: StockSourcePair, path: string): Problem[] {
  const touches = stockId === DEFAULT_STOCK || canonical(sourceCode ?? '') === DEFAULT_SOURCE;
  return touches ? [problem('LINK_OF_DEFAULTS', path)] : [];
}

/** Whether a pair is the default source with the default stock. */
export function isDefaultPair({ stockId, sourceCode }: StockSourcePair): boolean {
  return stockId === DEFAULT_STOCK && canonical(sourceCode ?? '') === DEFAULT_SOURCE;
}
