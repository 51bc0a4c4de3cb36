import { canonical } from '#contracts/canonical';
import type { SourcesSaved } from '#contracts/sources';
import type { AddressView } from '#inventory/addresses/addresses.queries';
import { sourceByCode, type SourceView } from '#inventory/sources/sources.queries';
import { Serves } from './json-api.js';
import { ResourceWrites, type Input } from './resource-writes.js';

/** Sources as `stock_locations`. Commerce Layer contract §1.3. */
@Serves('stock_locations')
export class StockLocationsController extends ResourceWrites<SourceView, 'SaveSources'> {
  protected saving({ change, related }: Input, stored?: SourceView) {
    const address = related.address as AddressView | undefined;
    const which = stored ? { sourceCode: stored.sourceCode, mustExist: true } : { alias: null, mustBeNew: true };
    const source = { ...which, ...change, ...(address ? { addressId: address.publicId } : {}) };
    return {
      name: 'SaveSources' as const,
      data: { sources: [source] },
      key: keyOf(stored?.sourceCode ?? change.alias),
    };
  }

  protected async idOfNew({ sourceCodes }: SourcesSaved) {
    return (await sourceByCode(this.em, sourceCodes[0]!))!.publicId;
  }

  protected deleting({ sourceCode }: SourceView) {
    return { name: 'DeleteSources' as const, data: { sourceCodes: [sourceCode] }, key: keyOf(sourceCode) };
  }
}

function keyOf(code: unknown): string {
  return `source:${canonical(typeof code === 'string' ? code : '')}`;
}
