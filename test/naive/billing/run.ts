import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../domain/canonical-json.ts';
import {
  asJson,
  type Adjustment,
  type AdjustmentLine,
  type BillingDocument,
  type Line,
} from '../../../domain/billing/document.ts';
import { textIn } from '../../support/facts.ts';
import { naiveRating, type NaiveLine } from './bill.ts';
import { digestOf } from './digest.ts';
import {
  decimal,
  isBelowZero,
  isZero,
  negative,
  subtract,
  sum,
  zero,
  type Fraction,
} from './fraction.ts';
import { eventsOf, knownAt, type BillingLog, type Known } from './known.ts';
import { moneyText } from './money.ts';
import { claimsIn } from './owner.ts';
import { billedBy, pinned, type Billed } from './plan.ts';
import {
  adjustedFor,
  billedFor,
  closingsOf,
  issuedTo,
  monthsToRateAgain,
  pinnedFor,
  placeOf,
  standingOf,
  type Pinned,
  type Standing,
} from './standing.ts';
import { groupIn } from '../usage.ts';

// Rules 23 to 27: what a run issues.

type Unnumbered = Omit<Line, 'line'>;

const shown = ({ metered, ...line }: NaiveLine): Unnumbered => {
  if (metered === undefined) return line;
  const { meter, quantity, tiers, behind } = metered;
  const factsDigest = digestOf(behind);
  return { ...line, meter, quantity, tiers, facts: String(behind.length), factsDigest };
};

const numbered = <T extends Unnumbered>(lines: readonly T[]): readonly (T & Line)[] =>
  lines.map((line, index) => ({ line: index + 1, ...line }));

/** What a line comes to now beyond what stands for it; nothing where it is the same. */
const difference = (
  line: Unnumbered,
  before: Fraction,
  now: Fraction,
  currency: string,
): readonly Omit<AdjustmentLine, 'line'>[] => {
  const amount = moneyText(subtract(now, before), currency);
  const texts = { before: moneyText(before, currency), now: moneyText(now, currency) };
  return isZero(subtract(now, before)) ? [] : [{ ...line, amount, ...texts }];
};

const takenBack = (standing: Iterable<Standing>, currency: string) =>
  [...standing].flatMap(({ charge, plan, segment, amount }) => {
    const amountPrecise = moneyText(negative(amount), currency);
    const line = { charge, plan, segment, amountPrecise, amount: amountPrecise };
    return difference(line, amount, zero, currency);
  });

const adjustmentOf = (
  lines: readonly Omit<AdjustmentLine, 'line'>[],
  { period, basis }: Pinned,
  invoice: BillingDocument | undefined,
  currency: string,
): readonly Adjustment[] => {
  const amount = moneyText(sum(lines.map((line) => decimal(line.amount))), currency);
  const of = invoice === undefined ? {} : { invoice: invoice.number };
  return lines.length === 0 ? [] : [{ period, ...of, basis, lines: numbered(lines), amount }];
};

/** What a month was billed by when it was closed first, by what was published then. */
const billedWhenClosed = (known: Known, account: string, month: string): Billed | undefined => {
  const closing = closingsOf(known).find((one) => one.month === month);
  return closing && billedBy({ ...known, log: closing.log }, account, month);
};

/** A closed month rated again: what it comes to beyond what stands for it. */
const ratedAgain = (known: Known, account: string, month: string): readonly Adjustment[] => {
  const standing = standingOf(known, account);
  const by = pinnedFor(standing, month) ?? billedWhenClosed(known, account, month);
  if (by === undefined) return [];
  const { currency } = pinned(known, by.basis);
  const before = billedFor(standing, month);
  const now = naiveRating(known, account, by).map(shown);
  // Where nothing stands, fees are owed by who used something.
  const isUsed = now.some(({ facts = '0' }) => facts !== '0');
  if (before.size === 0 && !isUsed) return [];
  const changed = now.flatMap((line) => {
    const stood = before.get(placeOf(line))?.amount ?? zero;
    return difference(line, stood, decimal(line.amount), currency);
  });
  const gone = [...before]
    .filter(([place]) => now.every((line) => placeOf(line) !== place))
    .map(([, one]) => one);
  const invoice = standing.find(({ period }) => period.month === month);
  return adjustmentOf([...changed, ...takenBack(gone, currency)], by, invoice, currency);
};

/** Adjustments of the month itself that stand elsewhere, taken off again. */
const takenOff = (known: Known, account: string, billed: Billed): readonly Adjustment[] => {
  const standing = standingOf(known, account);
  const { month } = billed.period;
  const by = pinnedFor(standing, month) ?? billed;
  const stands = adjustedFor(standing, month).values();
  return adjustmentOf(takenBack(stands, billed.currency), by, undefined, billed.currency);
};

/** Whether a month of an account is billed, and not taken back. */
export const hasInvoice = (known: Known, account: string, month: string): boolean =>
  standingOf(known, account).some(({ period }) => period.month === month);

/** The document of an account for a month; undefined where one stands or there is nothing to bill. */
const documentOf = (known: Known, account: string, month: string): BillingDocument | undefined => {
  if (hasInvoice(known, account, month)) return undefined;
  const billed = billedBy(known, account, month);
  if (billed === undefined) return undefined;
  const { period, timeZone, currency, basis } = billed;
  const lines = numbered(naiveRating(known, account, billed).map(shown));
  const adjustments = [
    ...takenOff(known, account, billed),
    ...monthsToRateAgain(known, account, month).flatMap((one) => ratedAgain(known, account, one)),
  ].toSorted((a, b) => (a.period.month < b.period.month ? -1 : 1));
  const amounts = [...lines, ...adjustments.flatMap((one) => one.lines)].map(({ amount }) =>
    decimal(amount),
  );
  if (amounts.every(isZero)) return undefined;
  const issue = issuedTo(known, account).filter(({ period: of }) => of.month === month).length + 1;
  const unhashed = {
    number: `${month}-${known.tenant}-${account}${issue === 1 ? '' : `-${issue}`}`,
    kind: isBelowZero(sum(amounts)) ? ('credit_note' as const) : ('invoice' as const),
    tenant: known.tenant,
    account,
    issue,
    period,
    timeZone,
    currency,
    basis,
    sequence: String(known.log.length),
    lines,
    adjustments,
    total: moneyText(sum(amounts), currency),
  };
  const hash = createHash('sha256')
    .update(canonicalJson(asJson(unhashed)))
    .digest('hex');
  return { ...unhashed, hash };
};

/**
 * The accounts that there are: those with net facts, with a subscription or with a document, and the owners of groups, who
 * may pay for what others do.
 */
export const accountsOf = (known: Known): readonly string[] => {
  const users = [
    ...known.net.map(({ subject }) => subject),
    ...claimsIn(known).map((fact) => textIn(fact, 'member') ?? fact.subject),
  ].filter((subject) => subject.startsWith('user:'));
  const groups = known.net
    .map(groupIn)
    .flatMap((group) => (group === null ? [] : [`group:${group}`]));
  const named = (['PlanSubscribed', 'SubscriptionEnded', 'InvoiceIssued'] as const).flatMap(
    (type) => eventsOf(known, type).map(({ account }) => account),
  );
  return [...new Set<string>([...users, ...groups, ...named])].toSorted();
};

/**
 * The documents that a run of a month issues by the events whose sequence is at most this, in the order of accounts. Those
 * that it names are billed whether they have done anything or not.
 */
export const naiveRun = (
  whole: BillingLog,
  { tenant, month, accounts }: { tenant: string; month: string; accounts?: readonly string[] },
  sequence: number,
): readonly BillingDocument[] => {
  const known = knownAt(whole, tenant, sequence);
  return (accounts ?? accountsOf(known))
    .toSorted()
    .map((account) => documentOf(known, account, month))
    .filter((document) => document !== undefined);
};
