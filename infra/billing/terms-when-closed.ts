import { closedMonths, closingRun } from '../../domain/billing/closed-months.ts';
import { standingFor, type IssuedDocument } from '../../domain/billing/standing.ts';
import type { Terms } from '../../domain/billing/terms.ts';
import { termsOf } from '../../domain/subscription/terms-of.ts';
import { attributionAt, planChanges, pricesAt } from '../postgres/billing/prices.ts';
import type { DatabaseConnection } from '../postgres/database.ts';
import type { BillingContext } from './billing-context.ts';
import type { ToBill } from './to-bill.ts';

/** What an account would have paid a month by when that was closed. */
export type TermsThen = (account: string) => {
  readonly terms: Terms | undefined;
  readonly attribution: number;
};

/** The closed months of an account of which something is late, or open again after a void. */
export const monthsToLookAt = (
  { late, runs, month }: BillingContext,
  account: string,
  documents: readonly IssuedDocument[],
): readonly string[] =>
  late.has(account) || documents.some(({ isVoid }) => isVoid)
    ? closedMonths(documents, runs, month)
    : [];

/** Of each month which of the accounts have to be looked at there, and nothing stands for. */
const withoutDocuments = (
  context: BillingContext,
  accounts: readonly ToBill[],
): ReadonlyMap<string, readonly string[]> => {
  const found = accounts.flatMap(({ account, documents: { documents } }) =>
    monthsToLookAt(context, account, documents)
      .filter((month) => standingFor(documents, month) === undefined)
      .map((month) => ({ month, account })),
  );
  const byMonth = Map.groupBy(found, ({ month }) => month);
  return new Map([...byMonth].map(([month, of]) => [month, of.map(({ account }) => account)]));
};

/**
 * By closed month, what accounts for which nothing stands there would have paid by: prices, plans and attribution as they
 * were at the run that closed it. What was published since changes no month that was looked at.
 */
export const termsWhenClosed = async (
  moment: DatabaseConnection,
  context: BillingContext,
  accounts: readonly ToBill[],
): Promise<ReadonlyMap<string, TermsThen>> => {
  const then = new Map<string, TermsThen>();
  for (const [month, names] of withoutDocuments(context, accounts)) {
    const closing = closingRun(context.runs, month);
    if (closing === undefined) continue;
    const at = { tenant: context.tenant, sequence: closing.sequence };
    const prices = await pricesAt(moment, at);
    const attribution = (await attributionAt(moment, at)).length;
    const changes = await planChanges(moment, at, names);
    then.set(month, (account) => ({
      terms: termsOf(prices, changes.get(account) ?? [], month),
      attribution,
    }));
  }
  return then;
};
