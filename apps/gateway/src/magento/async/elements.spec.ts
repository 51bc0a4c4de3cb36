import fc from 'fast-check';
import { property } from '#testing/property';
import { elementsOf } from './elements.js';

it.each([
  ['[]', []],
  [' [ \n] ', []],
  ['[{"a":[1,2]},{"b":{"c":","}}]', ['{"a":[1,2]}', '{"b":{"c":","}}']],
  ['[ 1 , "]" ,"\\",[", "\\\\" ]', [' 1 ', ' "]" ', '"\\",["', ' "\\\\" ']],
  ['[1,,2,]', ['1', '', '2', '']],
  ['[{"a":"unfinished]', ['{"a":"unfinished']],
])('finds the elements of %j as they are written', (json, elements) => {
  expect(elementsOf(json)).toEqual(elements);
});

it.each(['', ' ', '[', ']', '{}', '"[]"', '{"a":[]}', 'null', '[1] 2'])('refuses what is no list: %j', (json) => {
  expect(() => elementsOf(json)).toThrow(expect.objectContaining({ status: 400 }));
});

property(
  'a list is cut so that its elements read as the list does',
  fc.tuple(fc.array(fc.jsonValue()), fc.constantFrom(0, 2)),
  ([list, indent]) => {
    const elements = elementsOf(JSON.stringify(list, null, indent));
    expect(elements.map((element) => JSON.parse(element) as unknown)).toEqual(JSON.parse(JSON.stringify(list)));
  },
);
