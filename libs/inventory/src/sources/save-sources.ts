import { canonical } from '#contracts/canonical';
import { problem, type Problem } from '#contracts/problems';
import type { SourceToSave } from '#contracts/sources';
import type { AddressRow } from '../addresses/address.entity.js';
import type { Circumstances, TopologyHandler } from '../decision.js';
import { emptyField, MAX_CODE, overlongField, templateInField, whitespaceInField } from '../field.rules.js';
import { DEFAULT_SOURCE, type Topology } from '../stocks/topology.js';
import { mergedSource, newSource } from './merged-source.rules.js';
import { addressAfter } from './source-address.rules.js';
import type { SourceRow } from './source.entity.js';

export const saveSources: TopologyHandler<'SaveSources'> = {
  locks: 'topology',
  needs: ({ sources }) => ({
    addresses: sources.flatMap(({ addressId }) => addressId ?? []),
    addressesOf: sources.flatMap(({ sourceCode }) => sourceCode ?? []),
  }),
  decide({ sources }, facts, at) {
    if (sources.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'sources')] };
    const coded = sources.map((source) =>
      mayBeUncoded(source) ? { ...source, sourceCode: newCode(source, facts, at) } : source,
    );
    const invalid = coded.flatMap((source, index) => [
      ...validationProblems(source, `sources.${index}`),
      ...unknowns(source, facts, `sources.${index}`),
    ]);
    if (invalid.length > 0) return { status: 'refused', problems: invalid };

    const rows = new Map(facts.sources);
    const addresses = new Map(facts.addresses);
    const savedAddresses: AddressRow[] = [];
    let lastId = facts.lastIds.source;
    const taken: Problem[] = [];
    const saved = coded.map((source, index) => {
      const key = canonical(source.sourceCode!);
      const stored = rows.get(key);
      const others = [...rows.values()].filter((other) => other.sourceKey !== key);
      taken.push(...takenProblems(source, stored, others, `sources.${index}`));
      const merged = mergedSource(source, stored ?? newSource(source, ++lastId, others, at), at);
      const address = addressAfter({ source, stored, merged, others, addresses }, at);
      const row = { ...address.source, addressId: address.row.publicId };
      rows.set(key, row);
      addresses.set(address.row.publicId, address.row);
      savedAddresses.push(address.row);
      if (source.addressId) taken.push(...lostPickup(row, `sources.${index}`));
      return row;
    });
    if (taken.length > 0) return { status: 'refused', problems: taken };
    return {
      status: 'done',
      view: { sourceCodes: saved.map((row) => row.sourceCode) },
      delta: { sources: saved, addresses: savedAddresses },
    };
  },
};

function mayBeUncoded({ sourceCode, mustBeNew }: SourceToSave): boolean {
  return mustBeNew === true && !sourceCode;
}

/** The alias when it is fit to be a code and none yet, else a code of its own. */
function newCode({ alias }: SourceToSave, facts: Topology, { newPublicId }: Circumstances): string {
  if (!alias?.trim() || facts.source(alias)) return newPublicId();
  const unfit = [
    ...whitespaceInField(alias, 'alias', ''),
    ...templateInField(alias, 'alias', ''),
    ...overlongField(alias, 'alias', '', MAX_CODE),
  ];
  return unfit.length > 0 ? newPublicId() : alias;
}

function unknowns({ sourceCode, mustExist, addressId }: SourceToSave, facts: Topology, path: string): Problem[] {
  return [
    ...(mustExist && !facts.source(sourceCode ?? '')
      ? [problem('SOURCE_UNKNOWN', `${path}.sourceCode`, { sourceCode: sourceCode ?? '' })]
      : []),
    ...(addressId && !facts.addresses.has(addressId)
      ? [problem('ADDRESS_UNKNOWN', `${path}.addressId`, { addressId })]
      : []),
  ];
}

function takenProblems(
  { name, alias, mustBeNew, sourceCode }: SourceToSave,
  stored: SourceRow | undefined,
  others: SourceRow[],
  path: string,
): Problem[] {
  const [nameKey, aliasKey] = [name && canonical(name), alias && canonical(alias)];
  return [
    ...(nameKey && others.some((other) => other.nameKey === nameKey)
      ? [problem('SOURCE_NAME_TAKEN', `${path}.name`, { name: name! })]
      : []),
    ...(mustBeNew && stored ? [problem('SOURCE_TAKEN', `${path}.sourceCode`, { sourceCode: sourceCode! })] : []),
    ...(aliasKey && others.some((other) => other.aliasKey === aliasKey)
      ? [problem('ALIAS_TAKEN', `${path}.alias`, { alias: alias! })]
      : []),
  ];
}

/** In the order of MSI contract B1, "Sources": name, code, postcode, country, carriers, the default source, pickup. */
function validationProblems(source: SourceToSave, path: string): Problem[] {
  const isDefault = canonical(source.sourceCode ?? '') === DEFAULT_SOURCE;
  const { addressId, mustExist } = source;
  const needed = (field: 'name' | 'postcode' | 'countryId') =>
    source[field] === undefined && (mustExist || (addressId && field !== 'name'))
      ? []
      : emptyField(source[field], field, path);
  return [
    ...needed('name'),
    ...templateInField(source.name, 'name', path),
    ...overlongField(source.name, 'name', path, MAX_CODE),
    ...emptyField(source.sourceCode, 'sourceCode', path),
    ...whitespaceInField(source.sourceCode, 'sourceCode', path),
    ...templateInField(source.sourceCode, 'sourceCode', path),
    ...overlongField(source.sourceCode, 'sourceCode', path, MAX_CODE),
    ...overlongField(source.alias, 'alias', path, MAX_CODE),
    ...needed('postcode'),
    ...needed('countryId'),
    ...overlongField(source.countryId, 'countryId', path, 2),
    ...(source.carrierLinks?.length
      ? [problem('CARRIERS_NOT_CONFIGURABLE', `${path}.carrierLinks`, { field: 'carrierLinks' })]
      : []),
    ...(isDefault && !(source.enabled ?? mustExist) ? [problem('DEFAULT_SOURCE_DISABLED', `${path}.enabled`)] : []),
    ...(source.isPickupLocationActive ? pickupProblems(source, isDefault, path) : []),
  ];
}

function pickupProblems({ city, street }: SourceToSave, isDefault: boolean, path: string): Problem[] {
  const missing = (field: string) => problem('PICKUP_FIELD_EMPTY', `${path}.${field}`, { field });
  return [
    ...(city?.trim() ? [] : [missing('city')]),
    ...(street?.trim() ? [] : [missing('street')]),
    // Magento looks at the city where it speaks of the phone; its clients know it so.
    ...(city?.trim() ? [] : [missing('phone')]),
    ...(isDefault ? [problem('PICKUP_AT_DEFAULT_SOURCE', `${path}.isPickupLocationActive`)] : []),
  ];
}

/** A pickup location cannot move to an address that does not say where it is. */
function lostPickup({ isPickupLocationActive, city, street }: SourceRow, path: string): Problem[] {
  if (!isPickupLocationActive) return [];
  const empty = Object.entries({ city, street }).filter(([, value]) => !value?.trim());
  return empty.map(([field]) => problem('PICKUP_FIELD_EMPTY', `${path}.addressId`, { field }));
}
