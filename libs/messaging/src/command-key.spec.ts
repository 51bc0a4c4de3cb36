import { v5 } from 'uuid';
import { commandKey } from './command-key.js';

test('a command is known by a UUID of its source and id', () => {
  for (let index = 0; index < 100; index++) {
    const [source, id] = [`/shop-${index}`, `Größe ${index ** 3}`];
    expect(commandKey(source, id)).toBe(v5(`${source}\n${id}`, 'b1f0c7d6-5b0e-5f6c-9d0a-6f1b2f0e7a11'));
  }
});
