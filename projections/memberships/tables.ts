import { states } from '../table.ts';

/** All that is said about each member's place in each group, a row for each fact; `role` is empty where none is said. */
export const membershipClaims = states('membership_claims', {
  key: [
    ['tenant', 'text'],
    ['group_id', 'text'],
    ['member', 'text'],
    ['sequence', 'number64'],
  ],
  rest: [
    ['kind', 'text'],
    ['at', 'instant'],
    ['source', 'text'],
    ['id', 'text'],
    ['role', 'text'],
  ],
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
