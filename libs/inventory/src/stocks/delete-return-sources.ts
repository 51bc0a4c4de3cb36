import { problem } from '#contracts/problems';
import type { TopologyHandler } from '../decision.js';

export const deleteReturnSources: TopologyHandler<'DeleteReturnSources'> = {
  locks: 'topology',
  needs: () => ({ returns: true }),
  decide({ returnIds }, facts) {
    if (returnIds.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'returnIds')] };
    const removedReturns = [...facts.returns.values()].filter(({ publicId }) => returnIds.includes(publicId));
    return { status: 'done', view: {}, delta: { removedReturns } };
  },
};
