import type {
  Adjustment,
  Basis,
  BilledPeriod,
  BillingDocument,
  Line,
  Span,
} from '../../../domain/billing/document.ts';
import { add, decimal, zero, type Fraction } from './fraction.ts';
import { eventsOf, type BillingLog, type Known } from './known.ts';

// Rules 24, 25 and 27: what stands.

/** Every document of an account that was ever issued, in log order. */
export const issuedTo = (known: Known, account: string): readonly BillingDocument[] =>
  eventsOf(known, 'InvoiceIssued')
    .filter((one) => one.account === account)
    .map(({ document }) => document);

/** Those that are not void. */
export const standingOf = (known: Known, account: string): readonly BillingDocument[] => {
  const voided = eventsOf(known, 'InvoiceVoided').map(({ number }) => number);
  return issuedTo(known, account).filter(({ number }) => !voided.includes(number));
};

/** What a period was billed by. */
export type Pinned = { readonly period: BilledPeriod; readonly basis: Basis };

const billings = (document: BillingDocument): readonly Pinned[] => [
  ...document.adjustments,
  document,
];

/** The basis in the last document that bills a month. */
export const pinnedFor = (
  standing: readonly BillingDocument[],
  month: string,
): Pinned | undefined => {
  const found = standing.flatMap(billings).findLast(({ period }) => period.month === month);
  return found === undefined ? undefined : { period: found.period, basis: found.basis };
};

/** What stands under one charge in one segment. */
export type Standing = Pick<Line, 'charge' | 'plan'> & {
  readonly segment: Span;
  readonly amount: Fraction;
};

export const placeOf = ({ charge, segment: { from, to } }: Pick<Line, 'charge' | 'segment'>) =>
  JSON.stringify([charge, from, to]);

const addedUp = (lines: readonly Line[]): ReadonlyMap<string, Standing> => {
  const found = new Map<string, Standing>();
  for (const line of lines) {
    const before = found.get(placeOf(line));
    const { charge, plan, segment } = before ?? line;
    const amount = add(before?.amount ?? zero, decimal(line.amount));
    found.set(placeOf(line), { charge, plan, segment, amount });
  }
  return found;
};

const adjustmentsOf = (
  standing: readonly BillingDocument[],
  month: string,
): readonly Adjustment[] =>
  standing.flatMap(({ adjustments }) => adjustments).filter(({ period }) => period.month === month);

/** What adjustments of a month come to, by charge and segment. */
export const adjustedFor = (
  standing: readonly BillingDocument[],
  month: string,
): ReadonlyMap<string, Standing> =>
  addedUp(adjustmentsOf(standing, month).flatMap(({ lines }) => lines));

/** What was billed for a month, adjustments included, by charge and segment. */
export const billedFor = (
  standing: readonly BillingDocument[],
  month: string,
): ReadonlyMap<string, Standing> =>
  addedUp([
    ...standing.filter(({ period }) => period.month === month).flatMap(({ lines }) => lines),
    ...adjustmentsOf(standing, month).flatMap(({ lines }) => lines),
  ]);

/** The months that runs without a list of accounts have closed, with the log up to each run's request, in its order. */
export const closingsOf = (
  known: Known,
): readonly { readonly month: string; readonly log: BillingLog }[] => {
  const completed = eventsOf(known, 'BillingRunEnded')
    .filter(({ outcome }) => outcome === 'completed')
    .map(({ run }) => run);
  return eventsOf(known, 'BillingRunRequested')
    .filter((one) => one.accounts === undefined && !one.dryRun && completed.includes(one.run))
    .map((request) => {
      const index = known.log.findIndex(
        (entry) => entry.kind === 'ledger' && entry.data === request,
      );
      return { month: request.month, log: known.log.slice(0, index + 1) };
    });
};

/** The closed months before one that are rated again, in their order. */
export const monthsToRateAgain = (
  known: Known,
  account: string,
  before: string,
): readonly string[] => {
  const months = (documents: readonly BillingDocument[]): readonly string[] =>
    documents.map(({ period }) => period.month);
  const standing = months(standingOf(known, account));
  const isTakenBack = (month: string): boolean =>
    months(issuedTo(known, account)).includes(month) && !standing.includes(month);
  return [...new Set([...closingsOf(known).map(({ month }) => month), ...standing])]
    .filter((month) => month < before && !isTakenBack(month))
    .toSorted();
};
