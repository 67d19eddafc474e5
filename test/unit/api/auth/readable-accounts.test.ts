import { expect, test } from 'vitest';
import { mayReadAccount } from '../../../../api/auth/readable-accounts.ts';
import { keyCaller, memberCaller } from '../../../support/callers.ts';

const roles: Readonly<Record<string, string>> = { led: 'moderator', joined: 'member' };
const asked: string[] = [];
const memberships = {
  roleIn: async (_tenant: string, group: string) => {
    asked.push(group);
    return roles[group];
  },
};
const reads = (account: string, caller: Parameters<typeof mayReadAccount>[1]['caller']) =>
  mayReadAccount(memberships, { caller, tenant: 't1' }, account);

test.each([
  ['user:u1', true],
  ['user:u2', false],
  ['group:led', true],
  ['group:joined', false],
  ['group:unknown', false],
  ['service:s1', false],
])('a member reads %s: %s', async (account, expected) => {
  expect(await reads(account, memberCaller('user:u1'))).toBe(expected);
});

test('a key reads all of its tenant', async () => {
  expect(await reads('user:u2', keyCaller())).toBe(true);
});

test('what is no account is asked for nowhere', async () => {
  asked.length = 0;
  expect(await reads('group:a\u0000b', memberCaller('user:u1'))).toBe(false);
  expect(asked).toEqual([]);
});
