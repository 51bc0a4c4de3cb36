import { seedItems } from '../seeds/source-items.js';
import { INVENTORY, type Tutorial } from '../tutorial.js';

/** Says in one request what every source holds of every SKU. */
export async function saveSourceItems({ page, magento }: Tutorial): Promise<void> {
  const sourceItems = seedItems();
  const skus = new Set(sourceItems.map(({ sku }) => sku)).size;
  page.step(
    'Assign source items',
    `${sourceItems.length} source items of ${skus} SKUs in ten sources, in one request.`,
  );
  page.check('there are at least 50 SKUs', skus >= 50);
  const sent = `{"sourceItems": [${sourceItems.length} items]}, the first ${JSON.stringify(sourceItems[0])}`;
  const { status, body } = await magento.ask('POST', `${INVENTORY}/source-items`, { body: { sourceItems }, sent });
  page.expect('saving source items is answered with an empty array', [status, body], [200, []]);
}
