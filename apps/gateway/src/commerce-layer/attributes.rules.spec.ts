import type { ErrorObject } from './errors.js';
import { BLANK, readAttributes, readFilledText, readOneOf, withinLength, type Writable } from './attributes.rules.js';
import { resourceOf } from './resources.js';

function read(attributes: Record<string, unknown>) {
  const faults: ErrorObject[] = [];
  return { change: readAttributes(resourceOf('stock_levels').body!.attributes, attributes, faults), faults };
}

describe('an attribute', () => {
  it.each([
    [{ priority: '1' }, { priority: 1 }],
    [{ priority: 2 }, { priority: 2 }],
    [{ priority: ' 3 ' }, { priority: 3 }],
    [{ on_hold: true }, { onHold: true }],
    [{ on_hold: '1' }, { onHold: true }],
    [{ on_hold: 1 }, { onHold: true }],
    [{ on_hold: 'TRUE' }, { onHold: true }],
    [{ on_hold: 'false' }, { onHold: false }],
    [{ on_hold: 0 }, { onHold: false }],
    [{ on_hold: null }, { onHold: false }],
    [{ reference: 'a' }, { reference: 'a' }],
    [{ reference: 12 }, { reference: '12' }],
    [{ reference: null }, { reference: null }],
    [{ reference_origin: 'erp' }, { referenceOrigin: 'erp' }],
    [{ metadata: { foo: ['bar'] } }, { metadata: { foo: ['bar'] } }],
    [{ metadata: null }, { metadata: {} }],
    [{}, {}],
  ])('%j is read as %j', (attributes, change) => {
    expect(read(attributes)).toEqual({ change, faults: [] });
  });

  it.each([
    [{ priority: null }, 'blank'],
    [{ priority: '' }, 'blank'],
    [{ priority: 'first' }, 'not_a_number'],
    [{ priority: true }, 'not_a_number'],
    [{ priority: [1] }, 'not_a_number'],
    [{ priority: 1.5 }, 'not_an_integer'],
    [{ priority: '1.5' }, 'not_an_integer'],
    [{ priority: 0 }, 'greater_than'],
    [{ priority: '-1' }, 'greater_than'],
    [{ priority: 2_147_483_648 }, 'less_than_or_equal_to'],
    [{ on_hold: 'perhaps' }, 'inclusion'],
    [{ on_hold: [1] }, 'inclusion'],
    [{ on_hold: 'constructor' }, 'inclusion'],
    [{ reference: {} }, 'invalid'],
    [{ reference: 'a\0b' }, 'invalid'],
    [{ metadata: 'text' }, 'invalid'],
    [{ metadata: [] }, 'invalid'],
    [{ metadata: { a: '\0' } }, 'invalid'],
  ])('%j is refused as %s', (attributes, error) => {
    const [name] = Object.keys(attributes);
    expect(read(attributes).faults).toEqual([
      expect.objectContaining({
        status: '422',
        code: 'VALIDATION_ERROR',
        source: { pointer: `/data/attributes/${name}` },
        detail: expect.stringMatching(new RegExp(`^${name} - `)),
        meta: expect.objectContaining({ error }),
      }),
    ]);
  });

  it('that spells an escape of NUL is no NUL', () => {
    expect(read({ metadata: { a: '\\u0000' } }).faults).toEqual([]);
  });
});

describe('the attributes of a new record', () => {
  const writable: Record<string, Writable> = {
    name: { field: 'name', read: readFilledText, required: true },
    label_format: { field: 'labelFormat', read: readOneOf('PDF', 'ZPL') },
  };

  it('must be those that it needs, none of them blank', () => {
    for (const given of [{}, { name: null }, { name: ' ' }]) {
      const faults: ErrorObject[] = [];
      readAttributes(writable, given, faults, { isNew: true });
      expect(faults).toMatchObject([{ source: { pointer: '/data/attributes/name' }, meta: { error: BLANK.error } }]);
    }
  });

  it('may be bounded in length', () => {
    const short: Record<string, Writable> = { name: { field: 'name', read: withinLength(3, readFilledText) } };
    const faults: ErrorObject[] = [];
    expect(readAttributes(short, { name: 'Rom' }, faults)).toEqual({ name: 'Rom' });
    readAttributes(short, { name: 'Rome' }, faults);
    expect(faults).toMatchObject([{ meta: { error: 'too_long', count: 3, value: 'Rome' } }]);
  });

  it('may be one of some words, the first of which null stands for', () => {
    const faults: ErrorObject[] = [];
    expect(readAttributes(writable, { label_format: null }, faults)).toEqual({ labelFormat: 'PDF' });
    expect(readAttributes(writable, { label_format: 'ZPL' }, faults)).toEqual({ labelFormat: 'ZPL' });
    expect(faults).toEqual([]);
    readAttributes(writable, { label_format: 'GIF' }, faults);
    expect(faults).toMatchObject([{ meta: { error: 'inclusion', value: 'GIF' } }]);
  });
});
