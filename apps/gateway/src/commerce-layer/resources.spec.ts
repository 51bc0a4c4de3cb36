import { isResourceType, resourceOf, SERVED } from './resources.js';

describe('the resources', () => {
  it.each(SERVED.map((resource) => [resource.type, resource] as const))(
    '%s lead to resources, and may be linked to one record only, unless nobody keeps those',
    (_type, { relationships, body }) => {
      for (const { to } of Object.values(relationships)) expect(isResourceType(to)).toBe(true);
      for (const [name, { unkept }] of Object.entries(body?.relationships ?? {}))
        if (!unkept) expect(relationships[name]).toMatchObject({ many: false });
    },
  );

  it('are known by their types only', () => {
    expect(isResourceType('customers')).toBe(false);
    expect(() => resourceOf('customers')).toThrow('customers');
  });
});
