import { canonical } from '#contracts/canonical';
import type { SourceToSave } from '#contracts/sources';
import type { Circumstances } from '../decision.js';
import { newOutside, savedOutside } from '../outside.rules.js';
import type { SourceRow } from './source.entity.js';

/** A source of which only its code is known. Its alias is the code, unless it has been told another or another source has that one. */
export function newSource(
  { sourceCode, alias = sourceCode }: SourceToSave,
  sourceId: number,
  others: SourceRow[],
  at: Circumstances,
): SourceRow {
  const sourceKey = canonical(sourceCode!);
  const known = alias && !others.some((other) => other.aliasKey === canonical(alias)) ? alias : null;
  return {
    ...{ sourceId, sourceKey, sourceCode: sourceCode!, alias: known, aliasKey: known && canonical(known) },
    ...{ nameKey: '', name: '', enabled: true, countryId: '', postcode: '', isPickupLocationActive: false },
    ...{ labelFormat: 'PDF', suppressEtd: false, addressId: null },
    ...newOutside(at),
    ...(Object.fromEntries(CLEARABLE.map((field) => [field, null])) as Record<(typeof CLEARABLE)[number], null>),
  };
}

const CLEARABLE = [
  ...(['contactName', 'email', 'description', 'latitude', 'longitude', 'phone', 'fax'] as const),
  ...(['regionId', 'region', 'city', 'street', 'frontendName', 'frontendDescription'] as const),
];

/** A source after a save: absent fields keep what is stored, null clears what may be empty; the names shown to customers are always rewritten. */
export function mergedSource(source: SourceToSave, row: SourceRow, at: Circumstances): SourceRow {
  const given = Object.fromEntries(
    CLEARABLE.filter((field) => source[field] !== undefined).map((field) => [field, source[field]]),
  );
  const name = source.name ?? row.name;
  const alias = source.alias === undefined ? row.alias : source.alias;
  return {
    ...row,
    ...given,
    name,
    nameKey: canonical(name),
    alias: alias || null,
    aliasKey: alias ? canonical(alias) : null,
    postcode: source.postcode ?? row.postcode,
    countryId: source.countryId ?? row.countryId,
    enabled: source.enabled ?? row.enabled,
    isPickupLocationActive: source.isPickupLocationActive ?? row.isPickupLocationActive,
    labelFormat: source.labelFormat ?? row.labelFormat,
    suppressEtd: source.suppressEtd ?? row.suppressEtd,
    ...frontend(source, row, name),
    ...savedOutside(source, row, at),
  };
}

/** Who names a source that must exist keeps what it does not speak of, but a name for customers that is the source's own changes with it. */
function frontend(source: SourceToSave, row: SourceRow, name: string) {
  if (!source.mustExist)
    return { frontendName: source.frontendName ?? name, frontendDescription: source.frontendDescription ?? null };
  const kept = row.frontendName === row.name ? name : row.frontendName;
  return {
    frontendName: source.frontendName ?? kept,
    frontendDescription:
      source.frontendDescription === undefined ? row.frontendDescription : source.frontendDescription,
  };
}
