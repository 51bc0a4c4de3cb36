import { problem } from '#contracts/problems';
import type { TopologyHandler } from '../decision.js';
import { defaultsInLink } from './links.rules.js';
import { linkKey } from './topology.js';

export const unassignSourcesFromStock: TopologyHandler<'UnassignSourcesFromStock'> = {
  locks: 'topology',
  decide({ links }, facts) {
    if (links.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'links')] };
    const problems = links.flatMap((link, index) => defaultsInLink(link, `links.${index}`));
    if (problems.length > 0) return { status: 'refused', problems };
    const removedLinks = links.flatMap(({ stockId, sourceCode }) => {
      const source = facts.source(sourceCode ?? '');
      return (source && facts.links.get(linkKey({ stockId: stockId ?? 0, sourceId: source.sourceId }))) ?? [];
    });
    return { status: 'done', view: {}, delta: { removedLinks } };
  },
};
