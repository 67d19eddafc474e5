import { isLeft } from 'fp-ts/lib/Either.js';
import type { JsonObject } from '../event-log.ts';
import { catalogue, isCatalogueType } from './catalogue.ts';
import { isA, type Fact } from './fact.ts';
import type { Identity } from './identity.ts';
import { Name } from './parts.ts';

/** A fact that amends another: a void takes it out, a correction says the whole of its right data. */
export type Amendment = {
  readonly kind: 'voided' | 'corrected';
  readonly target: Identity;
  readonly source: string;
  readonly id: string;
  readonly subject: string;
  readonly at: number;
  /** Its place in the log: among corrections the last one wins. */
  readonly sequence: bigint;
  /** The right data; undefined for a void. */
  readonly data: JsonObject | undefined;
  readonly reason: string;
  readonly by: string;
  readonly recordedAt: string;
};

export const isAmendment = (fact: Pick<Fact, 'type'>): boolean =>
  isA(fact, 'usage.voided', 'usage.corrected');

/** What a fact amends, and how; undefined for a fact that is no amendment. */
export const amendmentIn = (
  fact: Fact,
  place: Pick<Amendment, 'sequence' | 'recordedAt'>,
): Amendment | undefined => {
  if (!isA(fact, 'usage.voided', 'usage.corrected')) return undefined;
  const { tenant, source, id, subject, at, data } = fact;
  const { reason, by, target } = data;
  const amendment = { target: { tenant, ...target }, source, id, subject, at, reason, by };
  return 'data' in data
    ? { kind: 'corrected', ...amendment, data: data.data, ...place }
    : { kind: 'voided', ...amendment, data: undefined, ...place };
};

const isValidData = (type: string, data: JsonObject): boolean => {
  if (isCatalogueType(type)) return !isLeft(catalogue[type].decode(data));
  return !Object.hasOwn(data, 'group') || Name.is(data['group']);
};

/**
 * Why an amendment does not fit the fact it names; undefined where it does. It lies in the stream and the period of its
 * target, so that whoever reads these finds it; amending an amendment would leave open what the fact is.
 */
export const misfitOf = (
  target: Fact,
  amendment: Pick<Amendment, 'subject' | 'at' | 'data'>,
): string | undefined => {
  if (isAmendment(target)) return 'the target is an amendment itself';
  if (amendment.subject !== target.subject) return 'its subject is not that of its target';
  if (amendment.at !== target.at) return 'its time is not that of its target';
  return amendment.data !== undefined && !isValidData(target.type, amendment.data)
    ? `its data are not those of the type ${target.type}`
    : undefined;
};

/**
 * The one of a fact's amendments, given in the order of the log, that says what it comes to: a void is final, among
 * corrections the last one wins. Those that do not fit say nothing.
 */
export const inForce = (fact: Fact, amendments: readonly Amendment[]): Amendment | undefined => {
  const fitting = amendments.filter((amendment) => misfitOf(fact, amendment) === undefined);
  return fitting.find(({ kind }) => kind === 'voided') ?? fitting.at(-1);
};

/** What a fact comes to by its amendments, given in the order of the log: nothing where it is voided. */
export const netOf = (fact: Fact, amendments: readonly Amendment[]): Fact | undefined => {
  const amendment = inForce(fact, amendments);
  if (amendment === undefined) return fact;
  return amendment.data === undefined ? undefined : { ...fact, data: amendment.data };
};
