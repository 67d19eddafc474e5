import type { Charge } from '../../../domain/rating/charge.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import type { LogEntry } from '../log-entry.ts';
import type { Meter } from '../meter.ts';
import type { Counted } from '../quantity.ts';
import { metersOf } from '../shipped-meters.ts';
import { countedBy, groupIn } from '../usage.ts';
import { fraction, greatest, isAboveZero, multiply, sum, zero, type Fraction } from './fraction.ts';
import { paidLevels, type Payer } from './level.ts';
import { payersOf } from './payers.ts';
import type { Used } from './rate.ts';
import type { Window } from './window.ts';

// Rules 14 and 21: what an account pays of a meter in a segment.

/** What was used, and the facts behind it, in log order. */
export type UsedInSegment = { readonly used: Used; readonly facts: readonly Fact[] };

/** A fact of which the account pays this share. */
type PaidFact = Counted & { readonly share: Fraction };

const weightOf = ({ weight }: Counted, { aggregation }: Meter): Fraction => {
  if (typeof weight !== 'bigint') throw new Error('only a decimal has a weight');
  return aggregation === 'count' ? fraction(weight) : fraction(weight, 10n ** 18n);
};

/** In order of occurrence. */
const paidFacts = (
  { known, policies, account }: Payer,
  meter: Meter,
  { from, to }: Window,
): readonly PaidFact[] =>
  countedBy(meter, known.net)
    .filter(({ fact: { at } }) => from <= at && at < to)
    .map((one) => {
      const { subject, at } = one.fact;
      const deed = { subject, at, group: groupIn(one.fact) };
      return { ...one, share: payersOf(known, policies, meter.key, deed).get(account) ?? zero };
    })
    .filter(({ share }) => isAboveZero(share));

const meteredOf = (meter: Meter, paid: readonly PaidFact[]): Fraction => {
  const weight = (one: PaidFact): Fraction => weightOf(one, meter);
  const [first] = paid;
  const last = paid.at(-1);
  if (first === undefined || last === undefined) return zero;
  switch (meter.aggregation) {
    case 'count':
    case 'sum':
      return sum(paid.map((one) => multiply(weight(one), one.share)));
    case 'max':
      return paid.map(weight).reduce(greatest);
    case 'unique':
      return fraction(BigInt(new Set(paid.map((one) => one.weight)).size));
    case 'latest':
      return weight(last);
    case 'time_weighted':
      throw new Error('a level is no sum of facts');
  }
};

const meterOf = ({ known: { log, tenant } }: Payer, key: string): Meter => {
  const entries = log.filter((entry): entry is LogEntry => entry.kind !== 'ledger');
  const meter = metersOf(entries, tenant).find((one) => one.key === key);
  if (meter === undefined) throw new Error(`${tenant} has no meter ${key}`);
  return meter;
};

/** What an account uses by a charge in a segment, levels being counted up to `until`. */
export const usedBy = (
  payer: Payer,
  { meter: key, model }: Charge,
  window: Window & { readonly until: number },
): UsedInSegment => {
  const of = key === 'storage.bytes' ? 'storage' : meterOf(payer, key);
  if (of === 'storage' || of.aggregation === 'time_weighted') {
    const { levelMs, facts } = paidLevels(payer, { key, of }, window);
    return { used: { kind: 'level', levelMs }, facts };
  }
  const paid = paidFacts(payer, of, window);
  const facts = paid.map(({ fact }) => fact);
  if (model.kind !== 'percentage') {
    return { used: { kind: 'quantity', metered: meteredOf(of, paid) }, facts };
  }
  const place = ({ fact }: PaidFact): number => Number(payer.known.leafOf(fact).sequence);
  const values = paid
    .toSorted((a, b) => place(a) - place(b))
    .map((one) => ({ value: weightOf(one, of), share: one.share }));
  return { used: { kind: 'values', values }, facts };
};
