import type { AddressesSaved } from '#contracts/addresses';
import { lacksOfAddress } from '#inventory/addresses/address.rules';
import type { AddressView } from '#inventory/addresses/addresses.queries';
import { Serves } from './json-api.js';
import { ResourceWrites, type Input } from './resource-writes.js';

/** Addresses. Commerce Layer contract §1.1. */
@Serves('addresses')
export class AddressesController extends ResourceWrites<AddressView, 'SaveAddresses'> {
  protected saving({ change }: Input, stored?: AddressView) {
    const address = { publicId: stored?.publicId, ...change };
    return { name: 'SaveAddresses' as const, data: { addresses: [address] }, key: `address:${stored?.publicId ?? ''}` };
  }

  protected override problemsOf({ change }: Input, stored?: AddressView) {
    const address = { ...stored, ...change } as Partial<AddressView>;
    return lacksOfAddress(address, change, !stored, 'addresses.0');
  }

  protected idOfNew({ addressIds }: AddressesSaved) {
    return addressIds[0]!;
  }

  protected deleting({ publicId }: AddressView) {
    return { name: 'DeleteAddresses' as const, data: { addressIds: [publicId] }, key: `address:${publicId}` };
  }
}
