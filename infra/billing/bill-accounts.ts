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
  currency: string,
): readonly UnnumberedAdjustment[] => {
  // What is owed in one currency cannot be added to what is owed in another.
  if (terms.pricing.currency !== currency) return [];
  const before = standing?.lines ?? [];
  // An account that was not there yet owes no fee for a month in which it has used nothing.
  if (before.length === 0 && lines.every(({ facts = '0' }) => facts === '0')) return [];
  const basis = basisOf(terms, attribution);
  const told = { period: billedPeriod(terms), basis, invoice: standing?.invoice };
  const adjustment = adjustmentOf(told, before, lines, currency);
  return adjustment === undefined ? [] : [adjustment];
};

/**
 * What each of these accounts has to pay for the month of the context: its lines, and what closed months come to now beyond
 * what stands for them. Accounts without prices are left out. Ask it at one moment, within a transaction.
 */
export const billAccounts = async (
  moment: DatabaseConnection,
  context: BillingContext,
  accounts: readonly ToBill[],
): Promise<ReadonlyMap<string, Billable>> => {
  const { tenant, month, prices, sequence } = context;
  const attribution = context.attribution.length;
  const whenClosed = await termsWhenClosed(moment, context, accounts);
  const asked = accounts.flatMap((each) => {
    const terms = termsOf(prices, each.changes, month);
    if (terms === undefined) return [];
    const { account, documents } = each;
    // Adjustments of this very month stand where it was billed, taken back, and is billed again.
    const standing = standingFor(documents.documents, month);
    return [
      {
        each,
        itself: { account, terms, attribution, standing },
        closed: adjustments(context, each, whenClosed),
      },
    ];
  });
  const lines = await rated(
    moment,
    context,
    asked.flatMap(({ itself, closed }) => [...closed, itself]),
  );
  return new Map(
    asked.map(({ each: { account, documents }, itself, closed }) => {
      const { currency } = itself.terms.pricing;
      const billable: Billable = {
        tenant,
        account,
        terms: itself.terms,
        attribution,
        sequence,
        issue: nextIssue(documents.documents, month),
        lines: lines.get(itself) ?? [],
        adjustments: [
          ...closed.flatMap((each) => adjusted(each, lines.get(each) ?? [], currency)),
          ...(itself.standing === undefined ? [] : adjusted(itself, [], currency)),
        ],
      };
      return [account, billable];
    }),
  );
};
