import { mayPay, policiesOf } from '../../domain/attribution/payers.ts';
import { lookedThrough, type LateSpan, type PastRun } from '../../domain/billing/closed-months.ts';
import type { Prices } from '../../domain/subscription/terms-of.ts';
import { monthPeriod } from '../../domain/time/months.ts';
import { membersWhoOwned } from '../postgres/billing/group-owners.ts';
import { lateUsage, type Late } from '../postgres/billing/late-usage.ts';
import { pastRuns } from '../postgres/billing/past-runs.ts';
import { attributionAt, metersAt, pricesAt } from '../postgres/billing/prices.ts';
import type { DatabaseConnection } from '../postgres/database.ts';
import type { RatingContext } from './rate-accounts.ts';

/** What a tenant's month is billed by at an event of the log: the same for all accounts. */
export type BillingContext = RatingContext & {
  readonly month: string;
  readonly prices: Prices;
  readonly runs: readonly PastRun[];
  /** What the log says of months before that no run has looked at, by account. */
  readonly late: ReadonlyMap<string, readonly LateSpan[]>;
};

/** Which month of whom, by the log up to which event; levels count until an instant. */
export type MonthAsked = {
  readonly tenant: string;
  readonly month: string;
  readonly sequence: bigint;
  readonly until: number;
};

/** Where the month begins last, whichever model an account is on; undefined where there are no prices. */
const latestBeginning = ({ models }: Prices, month: string): number | undefined => {
  const zones = [...models.values()].flatMap(([first]) => first?.pricing.timeZone ?? []);
  const beginnings = zones.flatMap((zone) => monthPeriod(zone, month)?.from ?? []);
  return beginnings.length === 0 ? undefined : Math.max(...beginnings);
};

const accountsOf = (
  { subjects, groups }: Late,
  owned: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> =>
  new Set([
    ...subjects.filter((subject) => subject.startsWith('user:')),
    ...groups.map((group) => `group:${group}`),
    ...groups.flatMap((group) => owned.get(group) ?? []),
  ]);

const byAccount = (
  found: readonly Late[],
  owned: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly LateSpan[]> => {
  const spans = new Map<string, LateSpan[]>();
  for (const late of found) {
    const { from, to, sequence } = late;
    for (const account of accountsOf(late, owned)) {
      const known = spans.get(account) ?? [];
      known.push({ from, to, sequence });
      spans.set(account, known);
    }
  }
  return spans;
};

const lateIn = async (
  moment: DatabaseConnection,
  context: Omit<BillingContext, 'late'>,
): Promise<BillingContext['late']> => {
  const { month, prices, runs, meters, attribution } = context;
  const before = latestBeginning(prices, month);
  const after = lookedThrough(runs, month);
  if (before === undefined || after === undefined) return new Map();
  const levels = meters.own.filter(({ aggregation }) => aggregation === 'time_weighted');
  const found = await lateUsage(moment, {
    tenant: context.tenant,
    sequence: context.sequence,
    after,
    before,
    levelTypes: levels.flatMap(({ types }) => types),
  });
  const owned = mayPay(policiesOf(attribution), 'group_owner')
    ? await membersWhoOwned(moment, context, [...new Set(found.flatMap(({ groups }) => groups))])
    : new Map<string, readonly string[]>();
  return byAccount(found, owned);
};

/** All that is known before any account is looked at. */
export const billingContext = async (
  moment: DatabaseConnection,
  asked: MonthAsked,
): Promise<BillingContext> => {
  const context = {
    ...asked,
    meters: await metersAt(moment, asked),
    attribution: await attributionAt(moment, asked),
    prices: await pricesAt(moment, asked),
    runs: await pastRuns(moment, asked),
  };
  return { ...context, late: await lateIn(moment, context) };
};
