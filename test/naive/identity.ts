import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { instantText } from '../../domain/time/instant.ts';
import type { LogEntry } from './log-entry.ts';

// Rule 1.

export type Identity = Pick<Fact, 'tenant' | 'source' | 'id'>;

/** An identity as one text. */
export const keyOf = ({ tenant, source, id }: Identity): string =>
  JSON.stringify([tenant, source, id]);

/** All that a fact says, as one text. */
export const contentOf = ({ type, subject, at, data }: Fact): string =>
  canonicalJson({ type, subject, time: instantText(at), data });

/** Every fact of the log as it came. */
export const factsIn = (log: readonly LogEntry[]): readonly Fact[] =>
  log.flatMap((entry) => (entry.kind === 'fact' ? [entry.fact] : []));

/** The facts: of those with one identity the first, in log order. */
export const firstFacts = (log: readonly LogEntry[]): readonly Fact[] => {
  const seen = new Set<string>();
  return factsIn(log).filter((fact) => {
    const isFirst = !seen.has(keyOf(fact));
    seen.add(keyOf(fact));
    return isFirst;
  });
};

/** Those that came under a fact's identity with other contents, each content once. */
export const rivalsOf = (log: readonly LogEntry[], fact: Fact): readonly Fact[] => {
  const seen = new Set([contentOf(fact)]);
  return factsIn(log).filter((other) => {
    if (keyOf(other) !== keyOf(fact) || seen.has(contentOf(other))) return false;
    seen.add(contentOf(other));
    return true;
  });
};

/** Rule "order of occurrence": time, source, id; texts by code unit, as JavaScript compares them. */
export const byOccurrence = (a: Fact, b: Fact): number => {
  if (a.at !== b.at) return a.at - b.at;
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return 0;
};
