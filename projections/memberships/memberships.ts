import { isA, type Fact } from '../../domain/fact/fact.ts';
import { roleBy, type RoleClaim } from '../../domain/membership/role-history.ts';
import { put } from '../change.ts';
import { ignore, type Projector } from '../projector.ts';
import { states } from '../table.ts';

/** Who is in which group, and as what; `role` is empty for somebody who left. */
export const membershipsTable = states('memberships', {
  key: [
    ['tenant', 'text'],
    ['group_id', 'text'],
    ['member', 'text'],
  ],
  rest: [
    ['role', 'text'],
    ['history', 'json'],
  ],
  indexes: [['tenant', 'member']],
});

type MembershipSaid = {
  readonly group: string;
  readonly member: string;
  readonly claim: RoleClaim;
};

const kinds = {
  'openmeet.group.created': 'created',
  'openmeet.group.joined': 'joined',
  'openmeet.group.left': 'left',
  'openmeet.group.role_changed': 'role_changed',
} as const;
const types = Object.keys(kinds) as readonly (keyof typeof kinds)[];

const saidBy = (fact: Fact): MembershipSaid | undefined => {
  if (!isA(fact, ...types)) return undefined;
  const { at, source, id, subject, data } = fact;
  const claim = { kind: kinds[fact.type], at, source, id };
  return {
    group: data.group,
    member: data.member ?? subject,
    claim: data.role === undefined ? claim : { ...claim, role: data.role },
  };
};

export const memberships: Projector = {
  name: 'memberships',
  version: 1,
  tables: [membershipsTable],
  wants: ({ fact }) => {
    const said = saidBy(fact);
    return said === undefined
      ? []
      : [{ table: membershipsTable, key: [fact.tenant, said.group, said.member] }];
  },
  onFact: ({ fact }, rows) => {
    const said = saidBy(fact);
    if (said === undefined) return [];
    const key = [fact.tenant, said.group, said.member] as const;
    // The column holds what this projector put there.
    const before = (rows.get(membershipsTable, key)?.[1] ?? []) as readonly RoleClaim[];
    const history = [...before, said.claim];
    return [put(membershipsTable, key, [roleBy(history) ?? '', history])];
  },
  on: { FactConflicted: ignore },
};
