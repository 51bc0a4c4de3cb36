import { problem } from '#contracts/problems';
import type { StockSourcePair } from '#contracts/stocks';
import type { TopologyHandler } from '../decision.js';
import { defaultsInLink, endsOf } from './links.rules.js';
import type { StockSourceLinkRow } from './stock.entity.js';
import { linkKey, type Topology } from './topology.js';

export const unassignSourcesFromStock: TopologyHandler<'UnassignSourcesFromStock'> = {
  locks: 'topology',
  decide({ links }, facts) {
    if (links.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'links')] };
    const named = links.map((link) => ({ link, row: rowOf(link, facts) }));
    const problems = named.flatMap(({ link, row }, index) =>
      defaultsInLink(link.linkId && row ? endsOf(row, facts) : link, `links.${index}`),
    );
    if (problems.length > 0) return { status: 'refused', problems };
    return { status: 'done', view: {}, delta: { removedLinks: named.flatMap(({ row }) => row ?? []) } };
  },
};

function rowOf({ linkId, stockId, sourceCode }: StockSourcePair, facts: Topology): StockSourceLinkRow | undefined {
  if (linkId) return [...facts.links.values()].find(({ publicId }) => publicId === linkId);
  const source = facts.source(sourceCode ?? '');
  return source && facts.links.get(linkKey({ stockId: stockId ?? 0, sourceId: source.sourceId }));
}
