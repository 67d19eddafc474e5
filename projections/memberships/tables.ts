import { firsts, states } from '../table.ts';

/**
 * All that was ever said about each member's place in each group, in versions as `storage_claims` has them; `role` is
 * empty where none is said.
 */
export const membershipClaims = firsts('membership_claims', {
  key: [
    ['tenant', 'text'],
    ['group_id', 'text'],
    ['member', 'text'],
    ['sequence', 'number64'],
    ['since', 'number64'],
  ],
  rest: [
    ['kind', 'text'],
    ['at', 'instant'],
    ['source', 'text'],
    ['id', 'text'],
    ['role', 'text'],
  ],
  indexes: [['tenant', 'member']],
});

/** Who is in which group, and as what; `role` is empty for somebody who left. */
export const membershipsTable = states('memberships', {
  key: [
    ['tenant', 'text'],
    ['group_id', 'text'],
    ['member', 'text'],
  ],
  rest: [['role', 'text']],
  indexes: [['tenant', 'member']],
});
