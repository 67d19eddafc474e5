import { anomalies } from './anomalies.ts';
import { accounts, factsByType } from './counts.ts';
import { firstFacts, keyOf, rivalsOf, type Identity } from './identity.ts';
import type { LogEntry } from './log-entry.ts';
import { isAmendment, netOf, targetOf } from './net-facts.ts';
import { roles } from './roles.ts';
import { storage } from './storage.ts';
import { usage } from './usage.ts';
import type { FactAnswer, World } from './world.ts';

const factAnswer = (log: readonly LogEntry[], identity: Identity): FactAnswer | undefined => {
  const facts = firstFacts(log);
  const fact = facts.find((one) => keyOf(one) === keyOf(identity));
  if (fact === undefined) return undefined;
  const amendments = facts.filter(
    (one) => isAmendment(one) && keyOf(targetOf(one)) === keyOf(identity),
  );
  return {
    fact,
    net: netOf(fact, amendments)?.data,
    amendments: amendments.map(({ source, id }) => ({ source, id })),
    conflicts: rivalsOf(log, fact),
  };
};

/** The rules a second time, straight from their words: each answer is worked out from the whole log. */
export const naiveWorld = (log: readonly LogEntry[]): World => ({
  fact: async (identity) => factAnswer(log, identity),
  factsByType: async (tenant) => factsByType(log, tenant),
  anomalies: async (tenant) => anomalies(log, tenant),
  accounts: async (tenant) => accounts(log, tenant),
  roles: async (tenant) => roles(log, tenant),
  storage: async (question) => storage(log, question),
  usage: async (question) => usage(log, question),
});
