import { Role as RoleCodec } from '../../domain/fact/parts.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { roleClaimIn } from '../../domain/membership/role-claim.ts';
import { roleBy, type RoleClaim } from '../../domain/membership/role-history.ts';
import { put, remove, type Change } from '../change.ts';
import { ignore, ignoreBilling, type Projector, type Row } from '../projector.ts';
import { claimsTouched } from '../touched-claims.ts';
import { membershipClaims, membershipsTable } from './tables.ts';

type MemberKey = readonly [tenant: string, group: string, member: string];
type ClaimRow = Row<typeof membershipClaims.key, typeof membershipClaims.rest>;

const memberOf = (
  fact: Fact,
  sequence: bigint,
): { readonly key: MemberKey; readonly claim: RoleClaim } | undefined => {
  const said = roleClaimIn(fact, sequence);
  return said === undefined
    ? undefined
    : { key: [fact.tenant, said.group, said.member], claim: said.claim };
};

const claimOfRow = ({ key, rest }: ClaimRow): RoleClaim => {
  const [kind, at, source, id, role] = rest;
  return {
    // The column holds what this projector put there.
    kind: kind as RoleClaim['kind'],
    sequence: key[3],
    at,
    source,
    id,
    role: RoleCodec.is(role) ? role : undefined,
  };
};

const roleChange = (key: MemberKey, claims: readonly RoleClaim[]): Change =>
  claims.length === 0
    ? remove(membershipsTable, key)
    : put(membershipsTable, key, [roleBy(claims) ?? '']);

/** Who is in which group, by all that was said about it. */
export const memberships: Projector = {
  name: 'memberships',
  version: 2,
  tables: [membershipClaims, membershipsTable],
  wants: (facts) =>
    claimsTouched(facts, memberOf).map(({ key }) => ({ table: membershipClaims, under: key })),
  onFacts: (facts, rows) =>
    claimsTouched(facts, memberOf).flatMap(({ key, gone, come, appliedTo }) => [
      ...gone.map(({ sequence }) => remove(membershipClaims, [...key, sequence])),
      ...come.map(({ kind, at, source, id, sequence, role = '' }) =>
        put(membershipClaims, [...key, sequence], [kind, at, source, id, role]),
      ),
      roleChange(key, appliedTo(rows.under(membershipClaims, key).map(claimOfRow))),
    ]),
  on: { FactConflicted: ignore, MeterDefined: ignore, MeterRetired: ignore, ...ignoreBilling },
};
