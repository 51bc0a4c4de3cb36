import { problem } from '#contracts/problems';
import type { TopologyHandler } from '../decision.js';

export const deleteAddresses: TopologyHandler<'DeleteAddresses'> = {
  locks: 'topology',
  needs: ({ addressIds }) => ({ addresses: addressIds }),
  decide({ addressIds }, facts) {
    if (addressIds.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'addressIds')] };
    const used = new Set([...facts.sources.values()].map((source) => source.addressId));
    const problems = addressIds.flatMap((addressId, index) => {
      const path = `addressIds.${index}`;
      if (!facts.addresses.has(addressId)) return [problem('ADDRESS_UNKNOWN', path, { addressId })];
      return used.has(addressId) ? [problem('ADDRESS_IN_USE', path, { addressId })] : [];
    });
    if (problems.length > 0) return { status: 'refused', problems };
    return { status: 'done', view: {}, delta: { removedAddresses: addressIds } };
  },
};
