import { address, deleteSources, source } from '#testing/builders';
import { refused, scenario, scenariosInAWorld } from '#testing/scenario';
import { openWorld, type World } from '#testing/world';
import type { Command } from '#contracts/commands';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

async function viewOf<View>(command: Command): Promise<View> {
  const { outcomes } = await world.apply(command);
  expect(outcomes).toEqual([expect.objectContaining({ status: 'done' })]);
  return (outcomes[0] as unknown as { view: View }).view;
}

async function newAddress(more = {}): Promise<string> {
  return (await viewOf<{ addressIds: string[] }>(address(more))).addressIds[0]!;
}

const placeOf = async (code: string) => {
  const [row] = await world.orm.em.fork().execute<Record<string, unknown>[]>(
    `select s.contact_name, s.street, s.city, s.region_id, s.address_id, a.line1, a.line2, a.last_name, a.city as address_city, a.company
    from source s join address a on a.public_id = s.address_id where s.source_code = '${code}'`,
  );
  return row!;
};

test('a source that is given an address has its place', async () => {
  const id = await newAddress({ line2: 'Floor 2' });
  await viewOf(source('eu-1', { addressId: id, city: 'Elsewhere', contactName: 'Nobody' }));
  expect(await placeOf('eu-1')).toMatchObject({
    ...{ address_id: id, contact_name: 'Ann Lee', street: 'Main St 1\nFloor 2', city: 'Berlin' },
  });
});

test('a source without one gets an address that says the same, and both change together', async () => {
  await viewOf(source('eu-1', { name: 'Shop', city: 'Bonn', street: 'Allee 1\nHinterhaus\nLinks', regionId: 7 }));
  const before = await placeOf('eu-1');
  expect(before).toMatchObject({
    ...{ address_city: 'Bonn', line1: 'Allee 1', line2: 'Hinterhaus\nLinks', company: 'Shop' },
  });
  const publicId = before.address_id as string;
  await viewOf({ name: 'SaveAddresses', data: { addresses: [{ publicId, city: 'Ulm', region: 'BW' }] } });
  expect(await placeOf('eu-1')).toMatchObject({ city: 'Ulm', street: 'Allee 1\nHinterhaus\nLinks', region_id: null });
  await viewOf(source('eu-1', { name: 'Shop', contactName: 'Cher' }));
  expect(await placeOf('eu-1')).toMatchObject({ address_id: publicId, last_name: 'Cher', address_city: 'Ulm' });
});

test('a pickup location does not move to an address that does not say where it is', async () => {
  await viewOf(source('far'));
  const { address_id: addressId } = (await placeOf('far')) as { address_id: string };
  await viewOf(source('eu-1', { city: 'Bonn', street: 'Allee 1', isPickupLocationActive: true }));
  const moved = { sourceCode: 'eu-1', mustExist: true, addressId };
  const applied = await world.apply({ name: 'SaveSources', data: { sources: [moved] } });
  await refused(['PICKUP_FIELD_EMPTY', 'sources.0.addressId'], ['PICKUP_FIELD_EMPTY', 'sources.0.addressId'])(
    applied,
    world,
  );
  expect(await placeOf('eu-1')).toMatchObject({ city: 'Bonn', street: 'Allee 1' });
});

test('an address that no source has changes nothing that others have read of sources and stocks', async () => {
  const version = async () => (await world.orm.em.fork().execute('select version from topology'))[0] as object;
  const before = await version();
  const publicId = await newAddress();
  await viewOf({ name: 'SaveAddresses', data: { addresses: [{ publicId, city: 'Ulm' }] } });
  expect(await version()).toEqual(before);
  await viewOf(source('eu-1', { addressId: publicId }));
  expect(await version()).not.toEqual(before);
});

test('a shared address stays with the others when one source moves', async () => {
  const addressId = await newAddress();
  await viewOf(source('eu-1', { addressId }));
  await viewOf(source('eu-2', { addressId }));
  await viewOf(source('eu-1', { city: 'Ulm' }));
  const [moved, stayed] = [await placeOf('eu-1'), await placeOf('eu-2')];
  expect(moved).toMatchObject({ city: 'Ulm', address_city: 'Ulm' });
  expect(stayed).toMatchObject({ city: 'Berlin', address_city: 'Berlin', address_id: addressId });
  expect(moved.address_id).not.toBe(addressId);
});

test('an address is deleted once no source has it', async () => {
  const addressId = await newAddress();
  await viewOf(source('eu-1', { addressId }));
  const deletion: Command = { name: 'DeleteAddresses', data: { addressIds: [addressId] } };
  const { outcomes } = await world.apply(deletion);
  expect(outcomes).toMatchObject([{ status: 'refused', problems: [{ code: 'ADDRESS_IN_USE', path: 'addressIds.0' }] }]);
  const applied = await world.apply(deleteSources('eu-1'), deletion);
  expect(applied.outcomes.map(({ status }) => status)).toEqual(['done', 'done']);
});

describe('an address', () => {
  scenariosInAWorld();

  scenario('that lacks what it needs is told of all of it')
    .when({ name: 'SaveAddresses', data: { addresses: [{ business: true, countryId: 'GER' }] } })
    .then(
      refused(
        ...(['company', 'line1', 'city', 'phone', 'postcode'] as const).map(
          (field) => ['FIELD_EMPTY', `addresses.0.${field}`] as ['FIELD_EMPTY', string],
        ),
        ['FIELD_TOO_LONG', 'addresses.0.countryId'],
      ),
    );

  scenario('of an unknown id cannot be changed')
    .when(address({ publicId: 'NobodyHere' }))
    .then(refused(['ADDRESS_UNKNOWN', 'addresses.0.publicId']));

  scenario('of an unknown id cannot be given to a source')
    .when(source('eu-1', { addressId: 'NobodyHere' }))
    .then(refused(['ADDRESS_UNKNOWN', 'sources.0.addressId']));
});
