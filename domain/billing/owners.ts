import { roleAfter, type RoleClaim } from '../membership/role-history.ts';
import { byOccurrence } from '../time/by-occurrence.ts';
import type { EpochMs } from '../time/instant.ts';

/** What was said about the members of one group. */
export type GroupClaims = ReadonlyMap<string, readonly RoleClaim[]>;

/** From `from` on the group belongs to this account; undefined: to nobody. */
export type OwnerStep = { readonly from: EpochMs; readonly owner: string | undefined };

type Stretch = { readonly member: string; readonly from: EpochMs; readonly to: EpochMs };

/** When a member was the owner without a break; to lose the role and have it back at one instant is none. */
const stretchesOf = (member: string, claims: readonly RoleClaim[]): readonly Stretch[] => {
  const stretches: Stretch[] = [];
  let role: ReturnType<typeof roleAfter>;
  let since: EpochMs | undefined;
  for (const claim of claims.toSorted(byOccurrence)) {
    role = roleAfter(role, claim);
    if (role === 'owner') {
      since ??= stretches.at(-1)?.to === claim.at ? stretches.pop()?.from : claim.at;
    } else if (since !== undefined) {
      stretches.push({ member, from: since, to: claim.at });
      since = undefined;
    }
  }
  if (since !== undefined) stretches.push({ member, from: since, to: Infinity });
  return stretches.filter(({ from, to }) => from < to);
};

const isBefore = (one: Stretch, other: Stretch): boolean =>
  one.from < other.from || (one.from === other.from && one.member < other.member);

const longest = (stretches: readonly Stretch[]): Stretch | undefined =>
  stretches.reduce<Stretch | undefined>(
    (known, each) => (known === undefined || isBefore(each, known) ? each : known),
    undefined,
  );

/**
 * Who owns a group from when, in order of time: of the members with the role `owner` the one who has had it longest, ties by
 * name. Only a user can: a service has no account.
 */
export const ownerSteps = (claims: GroupClaims): readonly OwnerStep[] => {
  const stretches = [...claims]
    .filter(([member]) => member.startsWith('user:'))
    .flatMap(([member, ofMember]) => stretchesOf(member, ofMember));
  const times = new Set(
    stretches.flatMap(({ from, to }) => (to === Infinity ? [from] : [from, to])),
  );
  const steps: OwnerStep[] = [];
  for (const at of [...times].sort((a, b) => a - b)) {
    const owner = longest(stretches.filter(({ from, to }) => from <= at && at < to))?.member;
    if (steps.at(-1)?.owner !== owner || steps.length === 0) steps.push({ from: at, owner });
  }
  return steps;
};

/** The owner at an instant. */
export const ownerAt = (steps: readonly OwnerStep[], at: EpochMs): string | undefined => {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle]?.from ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return steps[low - 1]?.owner;
};
