import type { AddressToSave } from '#contracts/addresses';
import { problem } from '#contracts/problems';
import type { Circumstances, TopologyHandler } from '../decision.js';
import { savedOutside } from '../outside.rules.js';
import type { SourceRow } from '../sources/source.entity.js';
import type { AddressRow } from './address.entity.js';
import { CLEARABLE, lacksOfAddress, movedWith, newAddress } from './address.rules.js';

export const saveAddresses: TopologyHandler<'SaveAddresses'> = {
  locks: 'topology',
  needs: ({ addresses }) => ({ addresses: addresses.flatMap(({ publicId }) => publicId ?? []) }),
  decide({ addresses }, facts, at) {
    if (addresses.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'addresses')] };
    const rows = new Map(facts.addresses);
    const sources = new Map<string, SourceRow>();
    const saved: AddressRow[] = [];
    const problems = addresses.flatMap((given, index) => {
      const path = `addresses.${index}`;
      const stored = given.publicId ? rows.get(given.publicId) : newAddress(at);
      if (!stored) return [problem('ADDRESS_UNKNOWN', `${path}.publicId`, { addressId: given.publicId! })];
      const row = merged(given, stored, at);
      for (const source of facts.sources.values()) {
        if (source.addressId !== row.publicId) continue;
        sources.set(source.sourceKey, {
          ...movedWith(sources.get(source.sourceKey) ?? source, stored, row),
          updatedAt: at.now,
        });
      }
      rows.set(row.publicId, row);
      saved.push(row);
      return lacksOfAddress(row, given, !given.publicId, path);
    });
    if (problems.length > 0) return { status: 'refused', problems };
    return {
      status: 'done',
      view: { addressIds: saved.map(({ publicId }) => publicId) },
      delta: { addresses: saved, sources: [...sources.values()] },
    };
  },
};

function merged(given: AddressToSave, row: AddressRow, at: Circumstances): AddressRow {
  const named = CLEARABLE.filter((field) => given[field] !== undefined).map((field) => [field, given[field]]);
  return {
    ...row,
    ...(Object.fromEntries(named) as Partial<AddressRow>),
    business: given.business ?? row.business,
    countryId: given.countryId === undefined ? row.countryId : (given.countryId ?? ''),
    ...savedOutside(given, row, at),
  };
}
