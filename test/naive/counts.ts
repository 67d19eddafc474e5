import type { Fact } from '../../domain/fact/fact.ts';
import { firstFacts } from './identity.ts';
import type { LogEntry } from './log-entry.ts';
import { isAmendment, netFacts } from './net-facts.ts';
import type { AccountAnswer, TypeAnswer } from './world.ts';

// Rule 5.

const tally = (names: readonly string[]): readonly (readonly [string, number])[] =>
  [...Map.groupBy(names, (name) => name)].map(([name, same]) => [name, same.length]);

/** How many facts of each type there are: those that are not voided, and the amendments. */
export const factsByType = (log: readonly LogEntry[], tenant: string): readonly TypeAnswer[] => {
  const amendments = firstFacts(log).filter((fact) => fact.tenant === tenant && isAmendment(fact));
  const types = [...netFacts(log, tenant), ...amendments].map(({ type }) => type);
  return tally(types).map(([type, facts]) => ({ type, facts }));
};

const accountsOf = ({ subject, data: { group } }: Fact): readonly string[] => [
  ...(subject.startsWith('user:') ? [subject] : []),
  ...(typeof group === 'string' ? [`group:${group}`] : []),
];

/** Each account that has facts, and how many. */
export const accounts = (log: readonly LogEntry[], tenant: string): readonly AccountAnswer[] =>
  tally(netFacts(log, tenant).flatMap(accountsOf)).map(([account, facts]) => ({ account, facts }));
