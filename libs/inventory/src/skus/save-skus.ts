import { problem, type Problem } from '#contracts/problems';
import type { SkuToSave } from '#contracts/skus';
import type { Circumstances, SkuHandler } from '../decision.js';
import { MAX_CODE, overlongField } from '../field.rules.js';
import { savedOutside } from '../outside.rules.js';
import { savedSettings, SKU_SETTINGS } from '../stock-item-configurations/configuration.rules.js';
import { decideEach, type Trial } from '../trial.js';
import { skuProblems } from '../source-items/item.rules.js';
import type { Shelf, SkuDelta } from '../source-items/sku-facts.js';
import { NOTHING_SAID, type Profile } from './profile.js';
import { isKnown } from './skus.rules.js';

export const saveSkus: SkuHandler<'SaveSkus'> = {
  locks: 'skus',
  needs: ({ skus }) => {
    const sound = skus.every((given) => invalid(given, '').length === 0);
    const some = sound ? skus.map(({ sku }) => sku!) : [];
    const registers = some.filter((_, index) => !skus[index]!.mustExist);
    return { registers, profiles: some, holdings: some };
  },
  decide({ skus }, facts, at) {
    const faults = skus.flatMap((given, index) => invalid(given, `skus.${index}`));
    if (faults.length > 0) return { status: 'refused', problems: faults };
    const view = { skus: skus.map(({ sku }) => facts.shelf(sku!)?.sku ?? sku!) };
    return decideEach(skus, 'skus', facts, view, (given, path, trial) => saveOne(given, path, trial, at));
  },
};

function invalid({ sku, name, hsTariffNumber }: SkuToSave, path: string): Problem[] {
  return [
    ...skuProblems(sku, path),
    ...overlongField(name, 'name', path, MAX_CODE),
    ...overlongField(hsTariffNumber, 'hsTariffNumber', path, MAX_CODE),
  ];
}

function saveOne(given: SkuToSave, path: string, trial: Trial, at: Circumstances): Problem[] {
  const sku = given.sku!;
  const shelf = trial.shelf(sku);
  const known = shelf !== undefined && isKnown(shelf);
  if (given.mustBeNew && known) return [problem('SKU_TAKEN', `${path}.sku`, { sku })];
  if (!shelf || (given.mustExist && !known)) return [problem('SKU_UNKNOWN', `${path}.sku`, { sku })];
  const profile = merged(given, known ? (shelf.profile ?? null) : null, at);
  trial.change({ profiles: [{ shelf, profile }], ...tracking(given, shelf, trial) });
  return [];
}

function merged(given: SkuToSave, stored: Profile | null, at: Circumstances): Profile {
  const row = stored ?? { ...NOTHING_SAID, createdAt: at.now };
  const said = <Field extends keyof Said>(field: Field) => (given[field] === undefined ? row[field] : given[field]);
  return {
    ...row,
    name: said('name'),
    description: said('description'),
    imageUrl: said('imageUrl'),
    piecesPerPack: said('piecesPerPack'),
    weight: said('weight'),
    unitOfWeight: said('unitOfWeight'),
    hsTariffNumber: said('hsTariffNumber'),
    doNotShip: given.doNotShip ?? row.doNotShip,
    deleted: false,
    ...savedOutside(given, row, at),
  };
}

/** What is null until somebody says it. */
type Said = Pick<
  Profile,
  'name' | 'description' | 'imageUrl' | 'piecesPerPack' | 'weight' | 'unitOfWeight' | 'hsTariffNumber'
>;

/** Not to be tracked is not to be managed; what goes without saying is not said. */
function tracking({ doNotTrack }: SkuToSave, shelf: Shelf, { facts }: Trial): SkuDelta {
  const manageStock = !doNotTrack;
  if (typeof doNotTrack !== 'boolean' || facts.configurationOf(shelf).manageStock === manageStock) return {};
  const said = manageStock === facts.topology.defaults.manageStock ? null : manageStock;
  const own = savedSettings(shelf.configuration, { manageStock: said }, SKU_SETTINGS);
  return { configurations: [{ shelf, own: Object.keys(own).length > 0 ? own : null }] };
}
