import { parseQuantity } from '#contracts/quantity';
import type { Offer } from '../source-items/sku-facts.js';
import { BUILT_IN, type OwnSettings } from '../stock-item-configurations/configuration.rules.js';
import { isSalableOf, shortfallsOf } from './requested-quantity.rules.js';

const offered = (quantity: number, more: Partial<Offer> = {}): Offer => ({
  ...{ quantity: quantity * 10_000, reserved: 0, bound: 0, inStock: true, assigned: true },
  ...more,
});
const UNASSIGNED = offered(0, { inStock: false, assigned: false });
const OUT_OF_STOCK = offered(0, { inStock: false });
const INSUFFICIENT = ['BACKORDERS_DISABLED', 'STOCK_MANAGED', 'NOT_ENOUGH'];

describe('the reasons not to sell a quantity', () => {
  it.each<[string, asked: string, Offer, OwnSettings, stockId: number, codes: string[]]>([
    ['all there is', '5', offered(5), {}, 2, []],
    ['more than there is', '6', offered(5), {}, 2, INSUFFICIENT],
    ['what is reserved', '3', offered(5, { reserved: 30_000 }), {}, 2, INSUFFICIENT],
    ['what must stay', '4', offered(5), { minQty: '2' }, 2, INSUFFICIENT],
    ['more, with backorders', '600', offered(5), { backorders: 1 }, 2, []],
    ['more, with backorders and a positive threshold', '600', offered(5), { backorders: 2, minQty: '3' }, 2, []],
    ['as much as may be owed', '8', offered(5), { backorders: 1, minQty: '-3' }, 2, []],
    ['more than may be owed', '9', offered(5), { backorders: 1, minQty: '-3' }, 2, INSUFFICIENT],
    ['more, of unmanaged stock', '600', offered(5), { manageStock: false }, 2, []],
    ['unmanaged stock out of stock', '1', OUT_OF_STOCK, { manageStock: false }, 2, []],
    ['nothing in stock', '1', OUT_OF_STOCK, {}, 2, ['NOT_IN_STOCK']],
    ['nothing in stock, with backorders', '1', OUT_OF_STOCK, { backorders: 1 }, 2, ['NOT_IN_STOCK']],
    ['what the stock does not have', '0.5', UNASSIGNED, { manageStock: false }, 2, ['NOT_ASSIGNED']],
    ['what the default stock does not have', '1', UNASSIGNED, {}, 1, ['NOT_IN_STOCK']],
    ['unmanaged what the default stock does not have', '1', UNASSIGNED, { manageStock: false }, 1, []],
    ['too few and out of stock', '0', OUT_OF_STOCK, {}, 2, ['BELOW_MIN_SALE_QTY', 'NOT_IN_STOCK']],
    ['too many', '10001', offered(99_999), {}, 2, ['ABOVE_MAX_SALE_QTY']],
    ['no upper limit', '10001', offered(99_999), { maxSaleQty: '0' }, 2, []],
    [
      'between increments',
      '5',
      offered(9),
      { enableQtyIncrements: true, qtyIncrements: '2' },
      2,
      ['OFF_QTY_INCREMENTS'],
    ],
    ['at an increment', '6', offered(9), { enableQtyIncrements: true, qtyIncrements: '2' }, 2, []],
    ['increments that are not enabled', '5', offered(9), { qtyIncrements: '2' }, 2, []],
    ['a fraction', '1.5', offered(9), {}, 2, ['QTY_NOT_WHOLE']],
    ['a fraction of what is sold so', '1.5', offered(9), { isQtyDecimal: true }, 2, []],
    ['a fraction below the minimum', '0.5', offered(9), {}, 2, ['BELOW_MIN_SALE_QTY']],
    ['any fraction', '0.0001', offered(9), { isQtyDecimal: true, minSaleQty: '0' }, 2, []],
  ])('of %s', (_, asked, offer, own, stockId, codes) => {
    const found = shortfallsOf(parseQuantity(asked), offer, { ...BUILT_IN, ...own }, stockId);
    expect(found.map(({ code }) => code)).toEqual(codes);
  });

  it('name the limit that was met', () => {
    const limited = { ...BUILT_IN, minSaleQty: '2.5' };
    expect(shortfallsOf(parseQuantity('2'), offered(9), limited, 2)).toEqual([
      { code: 'BELOW_MIN_SALE_QTY', limit: '2.5' },
    ]);
  });
});

describe('whether anything may be sold', () => {
  it.each<[string, Offer, OwnSettings, stockId: number, boolean]>([
    ['of something', offered(5), {}, 2, true],
    ['of what has reached its threshold', offered(5), { minQty: '5' }, 2, false],
    ['of nothing, with backorders', offered(0), { backorders: 1 }, 2, true],
    ['of nothing in stock, with backorders', OUT_OF_STOCK, { backorders: 1 }, 2, false],
    ['of nothing in stock, not managed', OUT_OF_STOCK, { manageStock: false }, 2, true],
    ['of what a stock does not have', UNASSIGNED, { manageStock: false }, 2, false],
    ['of what the default stock does not have, not managed', UNASSIGNED, { manageStock: false }, 1, true],
  ])('%s', (_, offer, own, stockId, salable) => {
    expect(isSalableOf(offer, { ...BUILT_IN, ...own }, stockId)).toBe(salable);
  });
});
