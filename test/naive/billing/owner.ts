import type { Fact } from '../../../domain/fact/fact.ts';
import { textIn } from '../../support/facts.ts';
import { byOccurrence } from '../identity.ts';
import { memberIn, roleAfter } from '../roles.ts';
import type { Known } from './known.ts';

// Rule 13.

/** What net facts say about roles. */
export const claimsIn = ({ net }: Known): readonly Fact[] =>
  net.filter(({ type }) =>
    ['created', 'joined', 'left', 'role_changed'].some((what) => type === `openmeet.group.${what}`),
  );

const roleAt = (claims: readonly Fact[], t: number): string | undefined =>
  claims.filter(({ at }) => at <= t).reduce<string | undefined>(roleAfter, undefined);

/** Since when a member has owned the group at t without a break; undefined where they do not own it. */
const ownerSince = (claims: readonly Fact[], t: number): number | undefined => {
  let since: number | undefined;
  const instants = new Set(claims.map(({ at }) => at).filter((at) => at <= t));
  for (const at of [...instants].toSorted((a, b) => b - a)) {
    if (roleAt(claims, at) !== 'owner') return since;
    since = at;
  }
  return since;
};

/** The account that owns a group at t; undefined where nobody does. */
export const ownerAt = (known: Known, group: string, t: number): string | undefined => {
  const claims = claimsIn(known).filter((fact) => textIn(fact, 'group') === group);
  const owners = [...Map.groupBy(claims.toSorted(byOccurrence), memberIn)].flatMap(
    ([member, theirs]) => {
      const since = member.startsWith('user:') ? ownerSince(theirs, t) : undefined;
      return since === undefined ? [] : [{ member, since }];
    },
  );
  const [first] = owners.toSorted((a, b) => a.since - b.since || (a.member < b.member ? -1 : 1));
  return first?.member;
};
