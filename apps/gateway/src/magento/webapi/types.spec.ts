import { MagentoError } from './errors.js';
import { bool, degrees, float, id, int, list, object, quantity, record, text, type Type } from './types.js';

const invalid = (printed: string, type: string) =>
  `The "${printed}" value's type is invalid. The "${type}" type was expected. Verify and try again.`;

describe('a scalar', () => {
  it.each<[Type<unknown>, unknown, unknown]>([
    [int, 5, 5],
    [int, '-7', -7],
    [int, ' 2147483647 ', 2_147_483_647],
    [id, '0', 0],
    [float, '1.5e1', 15],
    [float, '.5', 0.5],
    [float, -2, -2],
    [bool, true, true],
    [bool, '0', false],
    [bool, 1, true],
    [bool, 'false', false],
    [text, 'a', 'a'],
    [text, 12, '12'],
    [text, true, '1'],
    [text, false, ''],
    [quantity, 2.5, '2.5'],
    [quantity, '-0.00005', '-0.0001'],
    [quantity, '1e3', '1000'],
    [quantity, '0012.50', '12.5'],
    [degrees(90), 12.3456789, 12.345679],
  ])('%# is read: %j %j', (type, given, read) => {
    expect(type.read(given)).toBe(read);
  });

  it.each<[Type<unknown>, unknown, string, string]>([
    [int, 1.5, '1.5', 'int'],
    [int, '', '', 'int'],
    [int, '2147483648', '2147483648', 'int'],
    [int, true, '1', 'int'],
    [id, -1, '-1', 'int'],
    [float, 'test', 'test', 'float'],
    [float, '', '', 'float'],
    [float, [1], 'array', 'float'],
    [bool, 'yes', 'yes', 'bool'],
    [bool, 2, '2', 'bool'],
    [text, {}, 'array', 'string'],
    [text, 'a\0b', 'a\0b', 'string'],
    [text, 'a\ud800', 'a\ud800', 'string'],
    [quantity, 'many', 'many', 'float'],
    [record, [1], 'array', 'object'],
    [record, '{}', '{}', 'object'],
    [record, { a: ['b\0'] }, 'array', 'object'],
    [record, { 'a\ud800': 1 }, 'array', 'object'],
  ])('%# is refused: %j %j', (type, given, printed, name) => {
    expect(() => type.read(given)).toThrow(new MagentoError(400, invalid(printed, name)));
  });

  it('of a quantity that no column holds stays such a quantity', () => {
    expect(quantity.read(1e300)).toBe('10000000000');
    expect(quantity.read('-1e12')).toBe('-10000000000');
  });
});

test('any object may hold what looks like an escape', () => {
  expect(record.read({ path: 'c:\\u0000' })).toEqual({ path: 'c:\\u0000' });
});

describe('a list', () => {
  it('may be an object, as PHP has it', () => {
    expect(list(int).read({ a: 1, b: '2' })).toEqual([1, 2]);
  });

  it('may be limited in length', () => {
    const limits = { items: 2, pageSize: Infinity };
    expect(list(text).read(['a', 'b'], limits)).toEqual(['a', 'b']);
    const lists = object('OuterInterface', { inners: list(object('InnerInterface', {})) });
    expect(() => lists.read({ inners: [{}, {}, {}] }, limits)).toThrow(
      expect.objectContaining({
        status: 400,
        message: 'Maximum items of type "%type" is %max',
        parameters: { type: '\\Magento\\InventoryApi\\Api\\Data\\InnerInterface', max: 2 },
      }),
    );
  });

  it('is no scalar', () => {
    expect(() => list(text).read('a')).toThrow(invalid('a', 'string[]'));
  });
});

describe('a data object', () => {
  const INNER = object('InnerInterface', { count: int });
  const OUTER = object('OuterInterface', { firstName: text, inner: INNER, inners: list(INNER) });

  it('takes both spellings; of two the first counts', () => {
    expect(OUTER.read({ first_name: 'a', firstName: 'b' })).toEqual({ firstName: 'a' });
    expect(OUTER.read({ FirstName: 'c' })).toEqual({ firstName: 'c' });
  });

  it('keeps absent and null apart', () => {
    expect(OUTER.read({ first_name: null })).toEqual({ firstName: null });
    expect(OUTER.read({})).toEqual({});
    expect(OUTER.read([])).toEqual({});
    expect(OUTER.read('')).toEqual({});
  });

  it('takes null within a list for an empty object', () => {
    expect(OUTER.read({ inners: [null, { count: 1 }] })).toEqual({ inners: [{}, { count: 1 }] });
  });

  it('says where a value does not fit, level by level', () => {
    const message = `Error occurred during "inners" processing. Error occurred during "count" processing. ${invalid('x', 'int')}`;
    expect(() => OUTER.read({ inners: [{ count: 'x' }] })).toThrow(message);
  });

  it.each(['first-name', 'second_name', '__proto__', 'constructor', '0'])('knows no property %j', (key) => {
    const given = JSON.parse(`{"inner":{"${key}":1}}`) as object;
    expect(() => OUTER.read(given)).toThrow(
      /^Property ".*" does not have accessor method "get.*" in class ".*\\InnerInterface"\.$/,
    );
  });
});
