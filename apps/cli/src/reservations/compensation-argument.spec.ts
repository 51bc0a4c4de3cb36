import fc from 'fast-check';
import { property } from '#testing/property';
import { readCompensation, writeCompensation } from './compensation-argument.js';

const words = fc.array(fc.constantFrom('A', '7', ':', '%', '%3A', '%25', '%0D', '\n', '\r', ' ', 'é'), {
  minLength: 1,
});
const names = words.map((parts) => parts.join('')).map((name) => `x${name}x`);

property('what is written in a line is read as it was', fc.tuple(names, names), ([incrementId, sku]) => {
  const line = writeCompensation({ incrementId, sku, quantity: '-1.5', stockId: 2 });
  expect(line).not.toMatch(/[\n\r]/);
  expect(readCompensation(line)).toEqual({ incrementId, sku, quantity: '-1.5', stockId: 2 });
});

test.each([
  ['100000001:CHAIR:+2:1', '100000001', 'CHAIR', '2', 1],
  ['7:a:b:-0.5:3', '7', 'a:b', '-0.5', 3],
  [' 7 :50%OFF:1:3', '7', '50%OFF', '1', 3],
])('%p is what Magento prints', (argument, incrementId, sku, quantity, stockId) => {
  expect(readCompensation(argument)).toEqual({ incrementId, sku, quantity, stockId });
});
