import { decimalOf, plus, zero } from '../../domain/decimal.ts';
import { minorUnits } from '../../domain/money/currency.ts';
import { moneyText } from '../../domain/rating/texts.ts';
import { rationalOf } from '../../domain/rational.ts';
import type { Outcome } from './billing.ts';

/** What became of the accounts of a run so far. */
export type RunTally = {
  readonly issued: number;
  readonly nothingToBill: number;
  readonly standing: number;
  readonly failed: number;
  /** The first of those that failed. */
  readonly failures: readonly { readonly account: string; readonly message: string }[];
  /** Of what was issued, by currency. */
  readonly totals: Readonly<Record<string, string>>;
};

export const failuresMax = 100;

export const emptyTally: RunTally = {
  issued: 0,
  nothingToBill: 0,
  standing: 0,
  failed: 0,
  failures: [],
  totals: {},
};

const counts = {
  issued: 'issued',
  nothing: 'nothingToBill',
  standing: 'standing',
  failed: 'failed',
} as const;

/** A sum of money; exact, with all places of the currency. */
const added = (one: string, other: string, currency: string): string =>
  moneyText(
    rationalOf(plus(decimalOf(one) ?? zero, decimalOf(other) ?? zero)),
    minorUnits(currency),
  );

const tallied = (tally: RunTally, outcome: Outcome): RunTally => {
  const { account, total, currency, problem = 'for no known reason' } = outcome;
  const count = counts[outcome.outcome];
  const next = { ...tally, [count]: tally[count] + 1 };
  if (outcome.outcome === 'failed' && tally.failures.length < failuresMax) {
    return { ...next, failures: [...tally.failures, { account, message: problem }] };
  }
  if (outcome.outcome === 'issued' && total !== undefined && currency !== undefined) {
    const sum = added(tally.totals[currency] ?? '0', total, currency);
    return { ...next, totals: { ...tally.totals, [currency]: sum } };
  }
  return next;
};

/** The tally with these outcomes. */
export const withOutcomes = (tally: RunTally, outcomes: readonly Outcome[]): RunTally =>
  outcomes.reduce(tallied, tally);
