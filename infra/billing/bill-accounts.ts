import { adjustmentOf, type UnnumberedAdjustment } from '../../domain/billing/adjustment.ts';
import { isDirty } from '../../domain/billing/closed-months.ts';
import { basisOf, billedPeriod, type Billable } from '../../domain/billing/draft.ts';
import { ratedLines, type UnnumberedLine } from '../../domain/billing/rated-lines.ts';
import { nextIssue, standingFor, type Standing } from '../../domain/billing/standing.ts';
import type { Terms } from '../../domain/billing/terms.ts';
import { termsBy, termsOf } from '../../domain/subscription/terms-of.ts';
import type { DatabaseConnection } from '../postgres/database.ts';
import type { BillingContext } from './billing-context.ts';
import { rateAccounts } from './rate-accounts.ts';
import { monthsToLookAt, termsWhenClosed, type TermsThen } from './terms-when-closed.ts';
import type { ToBill } from './to-bill.ts';

/** One period of one account that is to be rated. */
type Rating = {
  readonly account: string;
  readonly terms: Terms;
  readonly attribution: number;
  readonly standing: Standing | undefined;
};

const byPeriod = ({ terms: { period }, attribution }: Rating): string =>
  `${period.from} ${period.to} ${attribution}`;

/** The closed months of an account that may have to be adjusted, with what they are rated by. */
const adjustments = (
  context: BillingContext,
  { account, documents: { documents } }: ToBill,
  whenClosed: ReadonlyMap<string, TermsThen>,
): readonly Rating[] =>
  monthsToLookAt(context, account, documents).flatMap((month) => {
    const standing = standingFor(documents, month);
    // What was billed by more of the log than this run has is not taken back.
    if (standing !== undefined && standing.pinned > context.sequence) return [];
    const { terms, attribution } =
      standing === undefined
        ? (whenClosed.get(month)?.(account) ?? { terms: undefined, attribution: 0 })
        : {
            terms: termsBy(context.prices, standing.basis, standing.period),
            attribution: standing.basis.attribution,
          };
    const late = context.late.get(account) ?? [];
    return terms !== undefined && isDirty(terms.period, documents, context.runs, late)
      ? [{ account, terms, attribution, standing }]
      : [];
  });

/** What each rating comes to; those of one period are rated together. */
const rated = async (
  moment: DatabaseConnection,
  context: BillingContext,
  ratings: readonly Rating[],
): Promise<ReadonlyMap<Rating, readonly UnnumberedLine[]>> => {
  const lines = new Map<Rating, readonly UnnumberedLine[]>();
  for (const together of Map.groupBy(ratings, byPeriod).values()) {
    const first = together[0];
    if (first === undefined) continue;
    const usage = await rateAccounts(moment, context, {
      period: first.terms.period,
      attribution: first.attribution,
      accounts: new Map(together.map(({ account, terms }) => [account, terms])),
    });
    for (const each of together) lines.set(each, ratedLines(each.terms, usage(each.account)));
  }
  return lines;
};

const adjusted = (
  { terms, attribution, standing }: Rating,
  lines: readonly UnnumberedLine[],
): readonly UnnumberedAdjustment[] => {
  const before = standing?.lines ?? [];
  // An account that was not there yet owes no fee for a month in which it has used nothing.
  if (before.length === 0 && lines.every(({ facts = '0' }) => facts === '0')) return [];
  const basis = basisOf(terms, attribution);
  const told = { period: billedPeriod(terms), basis, invoice: standing?.invoice };
  const adjustment = adjustmentOf(told, before, lines, terms.pricing.currency);
  return adjustment === undefined ? [] : [adjustment];
};

/** What an account has to pay for a month, or why that cannot be told; neither where it has no prices and owes nothing. */
export type Bill = { readonly billable?: Billable; readonly problem?: string };

/** Why an adjustment cannot stand on a document of the month, and what can be done. */
const problemOf = (
  { period, invoice, amount }: UnnumberedAdjustment,
  owed: string,
  month: string,
  currency: string | undefined,
): string => {
  const here = currency === undefined ? 'no prices are in force' : `prices are in ${currency}`;
  const first = invoice === undefined ? '' : `void ${invoice} and `;
  return `${period.month} comes to ${amount} ${owed} more than is billed, which no document of ${month} can say, where ${here}: ${first}bill ${period.month} again.`;
};

/** What is owed in one currency cannot be added to what is owed in another, nor stand on no document. */
const problemIn = (
  closed: readonly { readonly each: Rating; readonly found: readonly UnnumberedAdjustment[] }[],
  month: string,
  currency: string | undefined,
): string | undefined => {
  for (const { each, found } of closed) {
    const owed = each.terms.pricing.currency;
    const [adjustment] = found;
    if (adjustment !== undefined && owed !== currency) {
      return problemOf(adjustment, owed, month, currency);
    }
  }
  return undefined;
};

/**
 * What each of these accounts has to pay for the month of the context: its lines, and what closed months come to now beyond
 * what stands for them. Ask it at one moment, within a transaction.
 */
export const billAccounts = async (
  moment: DatabaseConnection,
  context: BillingContext,
  accounts: readonly ToBill[],
): Promise<ReadonlyMap<string, Bill>> => {
  const { tenant, month, prices, sequence } = context;
  const attribution = context.attribution.length;
  const whenClosed = await termsWhenClosed(moment, context, accounts);
  const asked = accounts.map((each) => {
    const { account, documents } = each;
    const terms = termsOf(prices, each.changes, month);
    // Adjustments of this very month stand where it was billed, taken back, and is billed again.
    const standing = standingFor(documents.documents, month);
    const itself = terms && { account, terms, attribution, standing };
    return { each, itself, closed: adjustments(context, each, whenClosed) };
  });
  const lines = await rated(
    moment,
    context,
    asked.flatMap(({ itself, closed }) => (itself === undefined ? closed : [...closed, itself])),
  );
  return new Map(
    asked.map(({ each: { account, documents }, itself, closed }): [string, Bill] => {
      const found = closed.map((each) => ({ each, found: adjusted(each, lines.get(each) ?? []) }));
      const problem = problemIn(found, month, itself?.terms.pricing.currency);
      if (problem !== undefined) return [account, { problem }];
      if (itself === undefined) return [account, {}];
      const billable: Billable = {
        tenant,
        account,
        terms: itself.terms,
        attribution,
        sequence,
        issue: nextIssue(documents.documents, month),
        lines: lines.get(itself) ?? [],
        adjustments: [
          ...found.flatMap((of) => of.found),
          ...(itself.standing === undefined ? [] : adjusted(itself, [])),
        ],
      };
      return [account, { billable }];
    }),
  );
};
