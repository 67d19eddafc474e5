import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { roleBy, type Role, type RoleClaim } from '../../../../domain/membership/role-history.ts';

/** `joined@3`, `joined@3 admin`, `joined@3 admin /b 7`: kind, time, role, source and id. */
const claim = (text: string, index = 0): RoleClaim => {
  const [what = '', role = '', source = '/a', id = '1'] = text.split(' ');
  const [kind = '', at = ''] = what.split('@');
  return {
    // The tests below write them rightly.
    kind: kind as RoleClaim['kind'],
    at: Number(at),
    source,
    id,
    sequence: BigInt(index + 1),
    role: role === '' || role === '-' ? undefined : (role as Role),
  };
};

test.each<[readonly string[], Role | undefined]>([
  [[], undefined],
  [['created@1'], 'owner'],
  [['created@1 member'], 'owner'],
  [['joined@1'], 'member'],
  [['joined@1 guest'], 'guest'],
  [['left@1'], undefined],
  [['joined@1', 'left@2'], undefined],
  [['left@1', 'joined@2'], 'member'],
  [['joined@1', 'left@2', 'joined@3'], 'member'],
  // Whoever is in keeps the role when a join is reported again.
  [['created@1', 'joined@2'], 'owner'],
  [['joined@1 admin', 'joined@2'], 'admin'],
  [['joined@1 admin', 'joined@2 guest'], 'guest'],
  // Not so after leaving.
  [['created@1', 'left@2', 'joined@3'], 'member'],
  [['joined@1', 'role_changed@2 moderator'], 'moderator'],
  [['joined@1 admin', 'role_changed@2'], 'admin'],
  [['role_changed@1'], undefined],
  [['role_changed@1 admin'], 'admin'],
  [['joined@1', 'left@2', 'role_changed@3 admin'], 'admin'],
  // In order of occurrence, whatever the order of arrival.
  [['left@2', 'joined@1'], undefined],
  [['role_changed@5 guest', 'role_changed@3 admin', 'joined@1'], 'guest'],
  // Ties by source, then id.
  [['left@1 - /b 1', 'joined@1 - /a 2'], undefined],
  [['left@1 - /a 1', 'joined@1 - /a 2'], 'member'],
  [['left@1 - /a 10', 'joined@1 - /a 9'], 'member'],
])('%j: %s', (claims, role) => {
  expect(roleBy(claims.map(claim))).toBe(role);
});

test('the role is the same in whatever order claims arrive', () => {
  const anyClaim = fc.record({
    kind: fc.constantFrom('created', 'joined', 'left', 'role_changed'),
    at: fc.nat(3),
    source: fc.constantFrom('/a', '/b'),
    role: fc.constantFrom('owner', 'guest', undefined),
  });
  const anyClaims = fc.array(anyClaim, { maxLength: 12 }).map((claims) =>
    claims.map((said, index): RoleClaim => ({
      ...said,
      id: `${index}`,
      sequence: BigInt(index + 1),
    })),
  );
  const anyTwoOrders = anyClaims.chain((claims) =>
    fc.tuple(fc.constant(claims), fc.shuffledSubarray(claims, { minLength: claims.length })),
  );
  fc.assert(
    fc.property(anyTwoOrders, ([one, other]) => {
      expect(roleBy(other)).toBe(roleBy(one));
    }),
  );
});
