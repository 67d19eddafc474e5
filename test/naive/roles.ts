import type { Fact } from '../../domain/fact/fact.ts';
import { textIn } from '../support/facts.ts';
import { byOccurrence } from './identity.ts';
import type { LogEntry } from './log-entry.ts';
import { netFacts } from './net-facts.ts';
import type { RoleAnswer } from './world.ts';

// Rule 10.

/** The role of who held one (or none) before a fact about it. */
export const roleAfter = (held: string | undefined, fact: Fact): string | undefined => {
  const given = textIn(fact, 'role');
  switch (fact.type) {
    case 'openmeet.group.created':
      return 'owner';
    case 'openmeet.group.joined':
      return given ?? held ?? 'member';
    case 'openmeet.group.role_changed':
      return given ?? held;
    case 'openmeet.group.left':
      return undefined;
    default:
      return held;
  }
};

/** Whom a fact about roles concerns. */
export const memberIn = (fact: Fact): string => textIn(fact, 'member') ?? fact.subject;

/** Who holds which role in which group, after all that is known. */
export const roles = (log: readonly LogEntry[], tenant: string): readonly RoleAnswer[] => {
  const about = netFacts(log, tenant).filter(({ type }) => type.startsWith('openmeet.group.'));
  const told = Map.groupBy(about.toSorted(byOccurrence), (fact) =>
    JSON.stringify([fact.data['group'], memberIn(fact)]),
  );
  return [...told.values()].flatMap((facts) => {
    const [first] = facts;
    const role = facts.reduce<string | undefined>(roleAfter, undefined);
    return first === undefined || role === undefined
      ? []
      : [{ group: textIn(first, 'group') ?? '', member: memberIn(first), role }];
  });
};
