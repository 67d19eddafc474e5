import { byOccurrence, type Occurrence } from '../time/by-occurrence.ts';

export type Role = 'owner' | 'admin' | 'moderator' | 'member' | 'guest';

/** What one fact says about someone's place in a group. */
export type RoleClaim = Occurrence & {
  /** The fact's number in the log. */
  readonly sequence: bigint;
  readonly kind: 'created' | 'joined' | 'left' | 'role_changed';
  readonly role: Role | undefined;
};

/** The role after a claim; undefined for somebody who is not in the group. */
export const roleAfter = (role: Role | undefined, claim: RoleClaim): Role | undefined => {
  switch (claim.kind) {
    case 'created':
      return 'owner';
    // Platforms report a join more than once: it takes nothing from who is in already.
    case 'joined':
      return claim.role ?? role ?? 'member';
    case 'role_changed':
      return claim.role ?? role;
    case 'left':
      return undefined;
  }
};

/** The role someone has in a group by all that was said, in order of occurrence whatever the order of arrival. */
export const roleBy = (claims: readonly RoleClaim[]): Role | undefined =>
  [...claims].sort(byOccurrence).reduce<Role | undefined>(roleAfter, undefined);
