import { issuerOf } from './issuer.js';

/** Where Commerce Layer's client goes by a token. */
function addressBy(issuer: string): string {
  return new URL(`https://stockwire.${issuer.replace('https://auth.', '')}/api/skus`).href;
}

describe('the issuer of tokens leads the client', () => {
  it.each([
    ['https://stockwire.example.com', 'https://stockwire.example.com/api/skus'],
    ['https://inventory.example.com/prefix', 'https://stockwire.inventory.example.com/api/skus'],
    ['http://gateway:3000', 'https://stockwire.gateway:3000/api/skus'],
    ['http://127.0.0.1:3000', 'https://stockwire.localhost:3000/api/skus'],
    ['http://[::1]:3000', 'https://stockwire.localhost:3000/api/skus'],
    ['http://not a host', 'https://stockwire.localhost/api/skus'],
  ])('of %s to %s', (origin, address) => {
    expect(addressBy(issuerOf(origin, 'stockwire'))).toBe(address);
  });
});
