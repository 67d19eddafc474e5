import { wholeShare } from '../attribution/payers.ts';
import { compared, decimalOf, multiplied, plus, times, zero, type Decimal } from '../decimal.ts';
import type { Metered } from '../meter/metered.ts';
import type { Meter } from '../meter/meter.ts';
import type { Charge } from '../rating/charge.ts';
import { quantityOf, rateQuantity } from '../rating/rate-charge.ts';
import { percentageAfter, percentageRated, percentageStart } from '../rating/rate-percentage.ts';
import type { Rated } from '../rating/rated.ts';
import { rational, rationalOf, type Rational } from '../rational.ts';
import { byOccurrence, type Occurrence } from '../time/by-occurrence.ts';
import type { Period } from '../time/window.ts';
import type { Leaf } from './leaf.ts';
import { orderedTreeHash, treeHash } from './tree-hash.ts';

/** One charge of an account in one segment while its usage is counted. */
export type LineTally = {
  readonly charge: Charge;
  readonly meter: Meter;
  readonly segment: Period;
  /** What a fact counts, in the order of the log. */
  readonly count: (metered: Metered, share: Decimal, occurrence: Occurrence) => void;
  /** A level that lasted for so many milliseconds. */
  readonly last: (level: Decimal, ms: bigint, share: Decimal) => void;
  /** What is behind the line: each leaf once, in the order of the log but for a meter that is a level. */
  readonly prove: (leaf: Leaf) => void;
  readonly facts: () => number;
  readonly digest: () => string;
  readonly rated: () => Rated;
};

type Counter = {
  readonly count: LineTally['count'];
  readonly metered: () => Rational;
};

/** Nearly always one pays for all, which costs no arithmetic. */
const partOf = (quantity: Decimal, share: Decimal): Decimal =>
  share === wholeShare ? quantity : multiplied(quantity, share);

const amountIn = (metered: Metered): Decimal =>
  metered.kind === 'sum' ? metered.quantity : (decimalOf(metered.value) ?? zero);

const textIn = (metered: Metered): string => (metered.kind === 'value' ? metered.value : '');

const counters = {
  sum: (): Counter => {
    let total = zero;
    return {
      count: (metered, share) => {
        total = plus(total, partOf(amountIn(metered), share));
      },
      metered: () => rationalOf(total),
    };
  },
  max: (): Counter => {
    let greatest: Decimal | undefined;
    return {
      count: (metered) => {
        const value = amountIn(metered);
        if (greatest === undefined || compared(value, greatest) > 0) greatest = value;
      },
      metered: () => rationalOf(greatest ?? zero),
    };
  },
  latest: (): Counter => {
    let last: { readonly occurrence: Occurrence; readonly value: Decimal } | undefined;
    return {
      count: (metered, _, occurrence) => {
        if (last === undefined || byOccurrence(occurrence, last.occurrence) > 0) {
          last = { occurrence, value: amountIn(metered) };
        }
      },
      metered: () => rationalOf(last?.value ?? zero),
    };
  },
  unique: (): Counter => {
    const seen = new Set<string>();
    return {
      count: (metered) => {
        seen.add(textIn(metered));
      },
      metered: () => rational(BigInt(seen.size)),
    };
  },
};
const counterOf = ({ aggregation }: Meter): Counter => {
  switch (aggregation) {
    case 'max':
    case 'latest':
    case 'unique':
      return counters[aggregation]();
    case 'count':
    case 'sum':
    case 'time_weighted':
      return counters.sum();
  }
};

/** Of a charge by percentage, which looks at each fact. */
const percentageOf = (charge: Charge, share: Rational) => {
  let tally = percentageStart(charge, share);
  return {
    count: (metered: Metered, part: Decimal): void => {
      tally = percentageAfter(tally, rationalOf(amountIn(metered)), rationalOf(part));
    },
    rated: (): Rated => percentageRated(tally),
  };
};

const lengthOf = (segment: Period, period: Period): Rational =>
  rational(BigInt(segment.to - segment.from), BigInt(period.to - period.from));

/** An empty tally of a charge in a segment of a period. */
export const lineTally = (
  charge: Charge,
  meter: Meter,
  segment: Period,
  period: Period,
): LineTally => {
  const share = lengthOf(segment, period);
  const periodMs = BigInt(period.to - period.from);
  const tree = meter.aggregation === 'time_weighted' ? undefined : treeHash();
  const ordered = orderedTreeHash();
  let levels = zero;
  const percentage = charge.model.kind === 'percentage' ? percentageOf(charge, share) : undefined;
  const counter = counterOf(meter);
  const metered = (): Rational => (tree === undefined ? rationalOf(levels) : counter.metered());
  return {
    charge,
    meter,
    segment,
    count: percentage?.count ?? counter.count,
    last: (level, ms, part) => {
      levels = plus(levels, times(partOf(level, part), ms));
    },
    prove: ({ sequence, hash }) => {
      if (tree === undefined) ordered.add(sequence, hash);
      else tree.add(hash);
    },
    facts: () => (tree ?? ordered).size(),
    digest: () => (tree ?? ordered).root(),
    rated: () =>
      percentage?.rated() ?? rateQuantity(charge, quantityOf(charge, metered(), periodMs), share),
  };
};
