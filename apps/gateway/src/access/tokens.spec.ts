import { decodeJwt, decodeProtectedHeader } from 'jose';
import { signToken } from '#contracts/tokens';
import { AccessSettings } from './access-settings.js';
import { mayUse, Tokens } from './tokens.js';

const ISSUED = new Date('2026-01-01T12:00:00Z');
const tokens = new Tokens(settings());

describe('tokens', () => {
  it('let the administrator in for four hours', async () => {
    const token = await tokens.issueAdmin('admin', 'admin-password', ISSUED);
    const principal = { kind: 'admin', name: 'admin' };
    await expect(tokens.verify(`Bearer ${token}`, later('03:59:59'))).resolves.toEqual(principal);
    await expect(tokens.verify(`Bearer ${token}`, later('04:00:01'))).resolves.toBeUndefined();
  });

  it('let the integration in for two hours', async () => {
    const issued = await tokens.issueClient(
      { id: 'client', secret: 'client-secret' },
      { origin: 'http://here' },
      ISSUED,
    );
    const principal = { kind: 'integration', name: 'client', scope: 'market:all' };
    expect(issued).toMatchObject({ expiresIn: 7200, createdAt: ISSUED.getTime() / 1000 });
    await expect(tokens.verify(`bearer ${issued?.token}`, later('01:59:59'))).resolves.toEqual(principal);
    await expect(tokens.verify(`bearer ${issued?.token}`, later('02:00:01'))).resolves.toBeUndefined();
  });

  it.each([
    ['admin', 'wrong'],
    ['wrong', 'admin-password'],
    ['client', 'client-secret'],
    ['', ''],
  ])('are not issued to the administrator %j with %j', async (username, password) => {
    await expect(tokens.issueAdmin(username, password)).resolves.toBeUndefined();
  });

  it.each([
    ['client', 'wrong'],
    ['wrong', 'client-secret'],
    ['admin', 'admin-password'],
  ])('are not issued to the client %j with %j', async (id, secret) => {
    await expect(tokens.issueClient({ id, secret }, { origin: 'http://here' })).resolves.toBeUndefined();
  });

  it('carry the claims from which the Commerce Layer SDK learns organization and host', async () => {
    const issued = await tokens.issueClient(
      { id: 'client', secret: 'client-secret' },
      { origin: 'http://here' },
      ISSUED,
    );
    expect(decodeProtectedHeader(issued!.token)).toMatchObject({ alg: 'HS512' });
    expect(decodeJwt(issued!.token)).toEqual({
      organization: { id: expect.any(String), slug: 'stockwire', enterprise: false, region: expect.any(String) },
      application: {
        id: expect.any(String),
        kind: 'integration',
        public: false,
        client_id: 'client',
        confidential: true,
      },
      scope: 'market:all',
      iss: 'https://auth.here',
      sub: 'client',
      iat: ISSUED.getTime() / 1000,
      exp: ISSUED.getTime() / 1000 + 7200,
      test: true,
      rand: expect.any(String),
    });
  });

  it.each([
    ['a text', 'Magento_InventoryApi::stock', []],
    ['null', null, []],
    ['a list of other things', [{}, 7, 'Magento_InventoryApi::stock'], ['Magento_InventoryApi::stock']],
  ])('of an integration whose resources are %s allow no more than can be read', async (_, resources, allowed) => {
    const claims = { application: { kind: 'integration' }, resources };
    const token = await signToken(settings().TOKEN_SECRET, {
      ...{ claims, subject: 'erp', now: ISSUED, lifeSeconds: 60 },
    });
    await expect(tokens.verify(`Bearer ${token}`, later('00:00:30'))).resolves.toEqual({
      ...{ kind: 'integration', name: 'erp', resources: allowed },
    });
  });

  it('let a sales channel in that needs no secret, for as long as it is one', async () => {
    const shop = new Tokens(settings({ SALES_CHANNELS: 'web, app' }));
    const issued = await shop.issueClient({ id: 'app' }, { origin: 'http://here', scope: 'market:code:eu' });
    const bearer = `Bearer ${issued?.token}`;
    const principal = (await shop.verify(bearer))!;
    expect(principal).toEqual({ kind: 'sales_channel', name: 'app', scope: 'market:code:eu', resources: [] });
    expect(mayUse(principal, 'Magento_InventoryApi::stock')).toBe(false);
    await expect(tokens.verify(bearer)).resolves.toBeUndefined();
    for (const client of [{ id: 'app', secret: 'x' }, { id: '' }, { id: 'client' }])
      await expect(shop.issueClient(client, { origin: 'http://here' })).resolves.toBeUndefined();
  });

  it('differ although issued in the same second', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => tokens.issueAdmin('admin', 'admin-password', ISSUED)));
    expect(one).not.toBe(other);
  });
});

describe('a user with some resources', () => {
  const reader = { username: 'reader', password: 'secret', resources: ['Magento_InventoryApi::stock'] };
  const all = { username: 'all', password: 'secret', resources: ['Magento_Backend::all'] };
  const shared = new Tokens(settings({ USERS: [reader, all] }));
  const principal = async (username: string, by = shared) =>
    by.verify(`Bearer ${await shared.issueAdmin(username, username === 'admin' ? 'admin-password' : 'secret')}`);

  it('may use those', async () => {
    const known = (await principal('reader'))!;
    expect(known).toEqual({ kind: 'admin', name: 'reader', resources: reader.resources });
    expect([mayUse(known, 'Magento_InventoryApi::stock'), mayUse(known, 'Magento_InventoryApi::stock_edit')]).toEqual([
      true,
      false,
    ]);
  });

  it.each(['all', 'admin'])('or all of them: %s', async (name) => {
    expect(mayUse((await principal(name))!, 'Magento_InventoryApi::stock_edit')).toBe(true);
  });

  it('may not use the password of another', async () => {
    await expect(shared.issueAdmin('reader', 'admin-password')).resolves.toBeUndefined();
    await expect(shared.issueAdmin('admin', 'secret')).resolves.toBeUndefined();
  });

  it('may be an integration whose token names them', async () => {
    const claims = { application: { kind: 'integration' }, resources: reader.resources };
    const content = { claims, subject: 'erp', now: new Date(), lifeSeconds: 60 };
    const token = await signToken('x'.repeat(64), content);
    const known = (await tokens.verify(`Bearer ${token}`))!;
    expect(known).toEqual({ kind: 'integration', name: 'erp', resources: reader.resources });
    expect(mayUse(known, 'Magento_InventoryApi::stock_edit')).toBe(false);
  });

  it('that is a user no more is not let in', async () => {
    await expect(principal('reader', tokens)).resolves.toBeUndefined();
  });
});

describe('a token that does not let in', () => {
  it.each([undefined, '', 'Basic YWRtaW46YWRtaW4=', 'Bearer', 'Bearer '])('is missing in %j', async (header) => {
    await expect(tokens.identify(header)).resolves.toEqual({ status: 'missing' });
  });

  it('is invalid when it is garbled, expired, signed with another secret or not signed at all', async () => {
    const good = await tokens.issueAdmin('admin', 'admin-password', ISSUED);
    const foreign = await new Tokens(settings({ TOKEN_SECRET: 'y'.repeat(64) })).issueAdmin(
      'admin',
      'admin-password',
      ISSUED,
    );
    const [, body] = good!.split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    for (const token of ['garbage', `${good}x`, foreign, unsigned]) {
      await expect(tokens.identify(`Bearer ${token}`, ISSUED)).resolves.toEqual({ status: 'invalid' });
    }
    await expect(tokens.identify(`Bearer ${good}`, later('05:00:00'))).resolves.toEqual({ status: 'invalid' });
  });
});

function settings(overrides: Partial<AccessSettings> = {}): AccessSettings {
  return Object.assign(new AccessSettings(), {
    ADMIN_USERNAME: 'admin',
    ADMIN_PASSWORD: 'admin-password',
    CLIENT_ID: 'client',
    CLIENT_SECRET: 'client-secret',
    TOKEN_SECRET: 'x'.repeat(64),
    ...overrides,
  });
}

function later(duration: string): Date {
  return new Date(ISSUED.getTime() + Date.parse(`1970-01-01T${duration}Z`));
}
