import { canonical } from '#contracts/canonical';
import { problem, type Problem } from '#contracts/problems';
import type { SourceToSave } from '#contracts/sources';
import type { Circumstances, TopologyHandler } from '../decision.js';
import { emptyField, MAX_CODE, overlongField, templateInField, whitespaceInField } from '../field.rules.js';
import { newOutside, savedOutside } from '../outside.rules.js';
import { DEFAULT_SOURCE } from '../stocks/topology.js';
import type { SourceRow } from './source.entity.js';

export const saveSources: TopologyHandler<'SaveSources'> = {
  locks: 'topology',
  decide({ sources }, facts, at) {
    if (sources.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'sources')] };
    const invalid = sources.flatMap((source, index) => validationProblems(source, `sources.${index}`));
    if (invalid.length > 0) return { status: 'refused', problems: invalid };

    const rows = new Map(facts.sources);
    let lastId = facts.lastIds.source;
    const taken: Problem[] = [];
    const saved = sources.map((source, index) => {
      const key = canonical(source.sourceCode!);
      const row = merged(source, rows.get(key) ?? { ...newRow(source, at), sourceId: ++lastId }, at);
      if ([...rows.values()].some((other) => other.nameKey === row.nameKey && other.sourceKey !== key)) {
        taken.push(problem('SOURCE_NAME_TAKEN', `sources.${index}.name`, { name: row.name }));
      }
      rows.set(key, row);
      return row;
    });
    if (taken.length > 0) return { status: 'refused', problems: taken };
    return { status: 'done', view: { sourceCodes: saved.map((row) => row.sourceCode) }, delta: { sources: saved } };
  },
};

/** In the order of MSI contract B1, "Sources": name, code, postcode, country, carriers, the default source, pickup. */
function validationProblems(source: SourceToSave, path: string): Problem[] {
  const isDefault = canonical(source.sourceCode ?? '') === DEFAULT_SOURCE;
  return [
    ...emptyField(source.name, 'name', path),
    ...templateInField(source.name, 'name', path),
    ...overlongField(source.name, 'name', path, MAX_CODE),
    ...emptyField(source.sourceCode, 'sourceCode', path),
    ...whitespaceInField(source.sourceCode, 'sourceCode', path),
    ...templateInField(source.sourceCode, 'sourceCode', path),
    ...overlongField(source.sourceCode, 'sourceCode', path, MAX_CODE),
    ...emptyField(source.postcode, 'postcode', path),
    ...emptyField(source.countryId, 'countryId', path),
    ...overlongField(source.countryId, 'countryId', path, 2),
    ...(source.carrierLinks?.length
      ? [problem('CARRIERS_NOT_CONFIGURABLE', `${path}.carrierLinks`, { field: 'carrierLinks' })]
      : []),
    ...(isDefault && !source.enabled ? [problem('DEFAULT_SOURCE_DISABLED', `${path}.enabled`)] : []),
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

function newRow(source: SourceToSave, at: Circumstances): Omit<SourceRow, 'sourceId'> {
  return {
    sourceKey: canonical(source.sourceCode!),
    sourceCode: source.sourceCode!,
    nameKey: '',
    name: '',
    enabled: true,
    countryId: '',
    postcode: '',
    isPickupLocationActive: false,
    ...newOutside(at),
    ...(Object.fromEntries(CLEARABLE.map((field) => [field, null])) as Record<(typeof CLEARABLE)[number], null>),
  };
}

const CLEARABLE = [
  ...(['contactName', 'email', 'description', 'latitude', 'longitude', 'phone', 'fax'] as const),
  ...(['regionId', 'region', 'city', 'street', 'frontendName', 'frontendDescription'] as const),
];

/** Absent fields keep what is stored, null clears what may be empty; the names shown to customers are always rewritten. */
function merged(source: SourceToSave, row: SourceRow, at: Circumstances): SourceRow {
  const given = Object.fromEntries(
    CLEARABLE.filter((field) => source[field] !== undefined).map((field) => [field, source[field]]),
  );
  return {
    ...row,
    ...given,
    name: source.name!,
    nameKey: canonical(source.name!),
    postcode: source.postcode!,
    countryId: source.countryId!,
    enabled: source.enabled ?? row.enabled,
    isPickupLocationActive: source.isPickupLocationActive ?? row.isPickupLocationActive,
    frontendName: source.frontendName ?? source.name!,
    frontendDescription: source.frontendDescription ?? null,
    ...savedOutside(source, row, at),
  };
}
