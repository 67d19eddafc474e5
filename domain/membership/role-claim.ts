import { isA, type Fact } from '../fact/fact.ts';
import type { RoleClaim } from './role-history.ts';

const kinds = {
  'openmeet.group.created': 'created',
  'openmeet.group.joined': 'joined',
  'openmeet.group.left': 'left',
  'openmeet.group.role_changed': 'role_changed',
} as const;
const types = Object.keys(kinds) as readonly (keyof typeof kinds)[];

/** What a fact says of whose place in which group; undefined where it says nothing of the kind. */
export const roleClaimIn = (
  fact: Fact,
  sequence: bigint,
): { readonly group: string; readonly member: string; readonly claim: RoleClaim } | undefined => {
  if (!isA(fact, ...types)) return undefined;
  const { at, source, id, subject, data } = fact;
  return {
    group: data.group,
    member: data.member ?? subject,
    claim: { kind: kinds[fact.type], at, source, id, sequence, role: data.role },
  };
};
