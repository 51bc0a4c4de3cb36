import { canonical } from '#contracts/canonical';
import { problem, type Problem } from '#contracts/problems';
import type { TopologyHandler } from '../decision.js';
import { DEFAULT_SOURCE, type Topology } from '../stocks/topology.js';

export const deleteSources: TopologyHandler<'DeleteSources'> = {
  locks: 'topology',
  needs: ({ sourceCodes }) => ({ holders: sourceCodes, returns: true }),
  decide({ sourceCodes }, facts) {
    if (sourceCodes.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'sourceCodes')] };
    const problems = sourceCodes.flatMap((code, index) => deletionProblems(code, facts, `sourceCodes.${index}`));
    if (problems.length > 0) return { status: 'refused', problems };
    return { status: 'done', view: {}, delta: { removedSources: [...new Set(sourceCodes.map(canonical))] } };
  },
};

function deletionProblems(sourceCode: string, facts: Topology, path: string): Problem[] {
  const source = facts.source(sourceCode);
  if (!source) return [problem('SOURCE_UNKNOWN', path, { sourceCode })];
  if (source.sourceKey === DEFAULT_SOURCE) return [problem('DEFAULT_SOURCE_KEPT', path)];
  const linked = [...facts.links.values()].some(({ sourceId }) => sourceId === source.sourceId);
  const returning = [...facts.returns.values()].some(({ sourceId }) => sourceId === source.sourceId);
  return [
    ...(linked ? [problem('SOURCE_LINKED', path, { sourceCode: source.sourceCode })] : []),
    ...(returning ? [problem('SOURCE_TAKES_RETURNS', path, { sourceCode: source.sourceCode })] : []),
    ...(facts.holders.has(source.sourceId)
      ? [problem('SOURCE_HAS_ITEMS', path, { sourceCode: source.sourceCode })]
      : []),
    ...(facts.partakers.has(source.sourceId)
      ? [problem('SOURCE_IN_TRANSFERS', path, { sourceCode: source.sourceCode })]
      : []),
  ];
}
