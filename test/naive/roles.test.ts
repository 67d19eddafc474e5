import { expect, test } from 'vitest';
import type { JsonObject } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { roles } from './roles.ts';
import { correctionOf, happened, logOf, voidOf } from './worked-log.ts';

const said = (time: string, what: string, data: JsonObject = {}): Fact =>
  happened(time, `openmeet.group.${what}`, { group: 'g1', ...data });

const rolesAfter = (...facts: readonly Fact[]) =>
  roles(logOf(...facts), 't1').map(({ group, member, role }) => `${group} ${member} ${role}`);

test('a role is what was said last in order of occurrence', () => {
  const left = said('12:00', 'left');
  const joined = said('09:00', 'joined');
  expect(rolesAfter(joined)).toEqual(['g1 user:u1 member']);
  expect(rolesAfter(left, joined)).toEqual([]);
  expect(rolesAfter(left, said('13:00', 'joined', { role: 'guest' }), joined)).toEqual([
    'g1 user:u1 guest',
  ]);
});

test('who creates a group owns it and keeps that when joining without a role', () => {
  expect(rolesAfter(said('09:00', 'created', { role: 'guest' }), said('10:00', 'joined'))).toEqual([
    'g1 user:u1 owner',
  ]);
});

test('a change gives its role, also to one who had none, and without a role nothing', () => {
  expect(rolesAfter(said('09:00', 'role_changed', { role: 'admin' }))).toEqual([
    'g1 user:u1 admin',
  ]);
  expect(rolesAfter(said('09:00', 'role_changed'))).toEqual([]);
  expect(rolesAfter(said('08:00', 'joined'), said('09:00', 'role_changed'))).toEqual([
    'g1 user:u1 member',
  ]);
});

test('amendments change who it was about and whether they left', () => {
  const joined = said('09:00', 'joined', { role: 'admin' });
  const left = said('10:00', 'left');
  const other = correctionOf(left, { group: 'g1', member: 'user:u2' });
  expect(rolesAfter(joined, left, voidOf(left))).toEqual(['g1 user:u1 admin']);
  expect(rolesAfter(joined, left, other)).toEqual(['g1 user:u1 admin']);
});
