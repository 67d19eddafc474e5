import { Role as RoleCodec } from '../../domain/fact/parts.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { roleClaimIn } from '../../domain/membership/role-claim.ts';
import { roleBy, type RoleClaim } from '../../domain/membership/role-history.ts';
import { make, put, remove, type Change } from '../change.ts';
import { ignore, ignoreBilling, type Projector, type Row } from '../projector.ts';
import type { ValuesOf } from '../table.ts';
import { claimsStanding, claimsTouched, goneKind, type ClaimVersion } from '../touched-claims.ts';
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

const restOfClaim = (claim: RoleClaim | undefined): ValuesOf<typeof membershipClaims.rest> => {
  if (claim === undefined) return [goneKind, 0, '', '', ''];
  const { kind, at, source, id, role = '' } = claim;
  return [kind, at, source, id, role];
};

const versionOfRow = ({ key, rest }: ClaimRow): ClaimVersion<RoleClaim> => {
  const [, , , sequence, since] = key;
  const [kind, at, source, id, said] = rest;
  if (kind === goneKind) return { sequence, since, claim: undefined };
  const role = RoleCodec.is(said) ? said : undefined;
  // The column holds what this projector put there.
  const claim = { kind: kind as RoleClaim['kind'], sequence, at, source, id, role };
  return { sequence, since, claim };
};

const roleChange = (key: MemberKey, claims: readonly RoleClaim[]): Change =>
  claims.length === 0
    ? remove(membershipsTable, key)
    : put(membershipsTable, key, [roleBy(claims) ?? '']);

/** Who is in which group, by all that was said about it. */
export const memberships: Projector = {
  name: 'memberships',
  version: 3,
  tables: [membershipClaims, membershipsTable],
  wants: (facts) =>
    claimsTouched(facts, memberOf).map(({ key }) => ({ table: membershipClaims, under: key })),
  onFacts: (facts, rows) =>
    claimsTouched(facts, memberOf).flatMap(({ key, come }) => {
      const before = rows.under(membershipClaims, key).map(versionOfRow);
      return [
        ...come.map(({ sequence, since, claim }) =>
          make(membershipClaims, [...key, sequence, since], restOfClaim(claim)),
        ),
        roleChange(key, claimsStanding([...before, ...come])),
      ];
    }),
  on: { FactConflicted: ignore, MeterDefined: ignore, MeterRetired: ignore, ...ignoreBilling },
};
