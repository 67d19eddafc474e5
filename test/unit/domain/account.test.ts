import { describe, expect, test } from 'vitest';
import { accountName, AccountName, accountOf } from '../../../domain/account.ts';

describe('the name of an account', () => {
  test.each([
    ['user:u1', { kind: 'user', id: 'u1' }],
    ['group:g1', { kind: 'group', id: 'g1' }],
    ['user:group:g1', { kind: 'user', id: 'group:g1' }],
    ['group:user:u1', { kind: 'group', id: 'user:u1' }],
    ['user:Jörg 😀/?.', { kind: 'user', id: 'Jörg 😀/?.' }],
  ] as const)('%s', (name, account) => {
    expect(AccountName.is(name)).toBe(true);
    expect(accountOf(name)).toEqual(account);
    expect(accountName(account)).toBe(name);
  });

  test.each(['', 'user', 'user:', 'u1', 'service:s1', 'User:u1', 'user:a\nb', 'user:\0', 7])(
    'is not %j',
    (name) => {
      expect(AccountName.is(name)).toBe(false);
    },
  );

  test('has at most 256 characters behind its kind', () => {
    expect(AccountName.is(`group:${'x'.repeat(256)}`)).toBe(true);
    expect(AccountName.is(`group:${'x'.repeat(257)}`)).toBe(false);
  });
});
