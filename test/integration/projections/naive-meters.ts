import type { Account } from '../../../domain/account.ts';
import {
  decimalOf,
  decimalToText,
  plus,
  times,
  zero,
  type Decimal,
} from '../../../domain/decimal.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import type { Meter } from '../../../domain/meter/meter.ts';
import { byOccurrence } from '../../../domain/time/by-occurrence.ts';
import type { Period } from '../../../domain/time/window.ts';

// What meters come to, slowly: by going through all facts in the order of occurrence for each question.

type Figures = { readonly quantity: string; readonly facts: number } | undefined;

const isOf = ({ kind, id }: Account, { subject, data }: Fact): boolean =>
  kind === 'user' ? subject === `user:${id}` : data['group'] === id;

const decimalIn = ({ value = '' }: Meter, { data }: Fact): Decimal =>
  decimalOf(data[value]) ?? zero;

const less = (a: Decimal, b: Decimal): boolean =>
  plus(a, { units: -b.units, scale: b.scale }).units < 0n;

/** The level of one series over a period: each fact sets it from its time on. */
const levelOver = (facts: readonly Fact[], meter: Meter, { from, to }: Period): Decimal =>
  facts.reduce((sum, fact, index) => {
    const until = Math.min(facts[index + 1]?.at ?? to, to);
    const since = Math.max(fact.at, from);
    return until > since ? plus(sum, times(decimalIn(meter, fact), BigInt(until - since))) : sum;
  }, zero);

const seriesOf = ({ subject, data }: Fact, { dimensions = [] }: Meter): string =>
  JSON.stringify([subject, data['group'] ?? '', ...dimensions.map((key) => data[key] ?? null)]);

const quantityOf = (
  meter: Meter,
  all: readonly Fact[],
  inside: readonly Fact[],
  period: Period,
) => {
  const values = inside.map((fact) => decimalIn(meter, fact));
  switch (meter.aggregation) {
    case 'count':
      return decimalOf(inside.length);
    case 'sum':
      return values.reduce(plus, zero);
    case 'max':
      return values.reduce((a, b) => (less(a, b) ? b : a));
    case 'latest':
      return values.at(-1);
    case 'unique':
      return decimalOf(
        new Set(inside.map(({ data }) => JSON.stringify(data[meter.value ?? '']))).size,
      );
    case 'time_weighted':
      return [...Map.groupBy(all, (fact) => seriesOf(fact, meter)).values()]
        .map((series) => levelOver(series, meter, period))
        .reduce(plus, zero);
  }
};

/** What these facts, all of which the meter counts, come to in a period; undefined for nothing. */
export const naiveFigures = (
  facts: readonly Fact[],
  account: Account,
  meter: Meter,
  period: Period,
): Figures => {
  const all = facts.filter((fact) => isOf(account, fact)).sort(byOccurrence);
  const inside = all.filter(({ at }) => at >= period.from && at < period.to);
  if (inside.length === 0 && meter.aggregation !== 'time_weighted') return undefined;
  const quantity = quantityOf(meter, all, inside, period) ?? zero;
  return inside.length === 0 && quantity.units === 0n
    ? undefined
    : { quantity: decimalToText(quantity), facts: inside.length };
};
