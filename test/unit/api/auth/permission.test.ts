import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scopes, type Scope } from '../../../../api/auth/caller.ts';
import { decide, scopesFor, type Permission } from '../../../../api/auth/permission.ts';
import { AccountName } from '../../../../domain/account.ts';
import { allRoutes } from '../../../../api/routes/all-routes.ts';
import { keyCaller, memberCaller } from '../../../support/callers.ts';

const someScopes = fc.subarray([...scopes]);
const permission: fc.Arbitrary<Permission> = fc.oneof(
  fc.constantFrom<Permission[]>(
    'anyone',
    'known',
    'member',
    'account',
    'fact',
    'account_documents',
    'document',
  ),
  fc.constantFrom(...scopes).map((scope) => ({ scope })),
  someScopes.map((anyOf) => ({ anyOf })),
);
const id = fc.string({ minLength: 1, maxLength: 20 });
const account = fc.oneof(
  id.map((name) => `user:${name}`),
  id.map((name) => `group:${name}`),
  id,
);

test('a key may what one of its scopes opens, and never what is a member’s', () => {
  fc.assert(
    fc.property(someScopes, permission, account, (own, may, asked) => {
      const caller = keyCaller({ scopes: new Set<Scope>(own) });
      const needsNone = may === 'anyone' || may === 'known';
      const open = needsNone || scopesFor(may).some((scope) => own.includes(scope));
      expect(decide(caller, may, asked)).toBe(open ? 'granted' : 'refused');
    }),
  );
});

test('more scopes never open less', () => {
  fc.assert(
    fc.property(someScopes, someScopes, permission, (some, more, may) => {
      const fewer = decide(keyCaller({ scopes: new Set<Scope>(some) }), may, 'user:1');
      const all = decide(keyCaller({ scopes: new Set<Scope>([...some, ...more]) }), may, 'user:1');
      if (fewer === 'granted') expect(all).toBe('granted');
    }),
  );
});

test('a member reads their own account, a group by their role in it, and no other account', () => {
  const ofAccounts = fc.constantFrom('account' as const, 'account_documents' as const);
  fc.assert(
    fc.property(id, account, ofAccounts, (self, asked, may) => {
      const decision = decide(memberCaller(`user:${self}`), may, asked);
      if (asked === `user:${self}`) expect(decision).toBe('granted');
      else if (asked.startsWith('group:') && AccountName.is(asked)) {
        expect(decision).toEqual({ whereLeading: asked.slice('group:'.length) });
      } else expect(decision).toBe('refused');
    }),
  );
});

test.each([
  'group:',
  'group:a\u0000b',
  'group:a\nb',
  `group:${'x'.repeat(257)}`,
  'Group:a',
  'group',
])('a member leads nothing of a name that is none: %j', (asked) => {
  expect(decide(memberCaller('user:1'), 'account', asked)).toBe('refused');
});

test('what takes a scope is never a member’s, and needs one that there is', () => {
  for (const { may } of allRoutes) {
    if (typeof may !== 'object') continue;
    expect(decide(memberCaller('user:1'), may, 'user:1')).toBe('refused');
    expect(scopesFor(may).length).toBeGreaterThan(0);
  }
});

test.each(['known', 'member', 'fact', 'document', 'anyone'] as const)(
  '%s is open to members',
  (may) => {
    expect(decide(memberCaller('user:1'), may, undefined)).toBe('granted');
  },
);

test('every path of an account asks whose it is, or for a scope', () => {
  const paths = allRoutes.filter(({ path }) => path.startsWith('/v1/accounts/:account/'));
  expect(paths.length).toBeGreaterThan(1);
  const open = ['anyone', 'known', 'member', 'fact', 'document'];
  for (const { may } of paths) expect(open).not.toContain(may);
});
