import { faultsOf } from '../../domain/codec/faults.ts';
import type { JsonObject } from '../../domain/event-log.ts';
import { catalogue, isCatalogueType } from '../../domain/fact/catalogue.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { Name } from '../../domain/fact/parts.ts';
import { firstFacts, keyOf, type Identity } from './identity.ts';
import type { LogEntry } from './log-entry.ts';

// Rules 2 to 4.

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isVoid = ({ type }: Fact): boolean => type === 'usage.voided';

/** Whether a fact is a void or a correction. */
export const isAmendment = (fact: Fact): boolean => isVoid(fact) || fact.type === 'usage.corrected';

/** The identity that an amendment is about. The door lets in none without a target. */
export const targetOf = ({ tenant, data: { target } }: Fact): Identity => {
  if (!isObject(target)) throw new Error('an amendment without a target');
  const { source, id } = target;
  if (typeof source !== 'string' || typeof id !== 'string') throw new Error('no identity');
  return { tenant, source, id };
};

const correctedData = ({ data: { data } }: Fact): JsonObject => {
  if (!isObject(data)) throw new Error('a correction without data');
  return data;
};

const isDataOf = (type: string, data: JsonObject): boolean =>
  isCatalogueType(type)
    ? faultsOf(catalogue[type].decode(data), '').length === 0
    : !Object.hasOwn(data, 'group') || Name.is(data['group']);

/** Rule 2: whether an amendment fits the fact it names. */
export const fits = (amendment: Fact, target: Fact): boolean =>
  !isAmendment(target) &&
  amendment.subject === target.subject &&
  amendment.at === target.at &&
  (isVoid(amendment) || isDataOf(target.type, correctedData(amendment)));

/** Rule 3: what a fact counts as, by the amendments that name it in log order; undefined where it counts nothing. */
export const netOf = (fact: Fact, amendments: readonly Fact[]): Fact | undefined => {
  const fitting = amendments.filter((amendment) => fits(amendment, fact));
  if (fitting.some(isVoid)) return undefined;
  const last = fitting.at(-1);
  return last === undefined ? fact : { ...fact, data: correctedData(last) };
};

/** The amendments of the log, in its order, by the key of what they name. */
export const amendmentsByTarget = (facts: readonly Fact[]): ReadonlyMap<string, readonly Fact[]> =>
  Map.groupBy(facts.filter(isAmendment), (amendment) => keyOf(targetOf(amendment)));

/** What counts of a tenant's log: facts that are no amendments, as they are by now, in the log order of their originals. */
export const netFacts = (log: readonly LogEntry[], tenant: string): readonly Fact[] => {
  const facts = firstFacts(log).filter((fact) => fact.tenant === tenant);
  const amendments = amendmentsByTarget(facts);
  return facts
    .filter((fact) => !isAmendment(fact))
    .map((fact) => netOf(fact, amendments.get(keyOf(fact)) ?? []))
    .filter((net) => net !== undefined);
};
