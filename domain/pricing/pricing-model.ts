import type { Charge } from '../rating/charge.ts';

/** What an account on it pays for. Amounts are decimals as texts in the currency of the model. */
export type Plan = {
  readonly key: string;
  readonly name?: string;
  /** For a whole period. */
  readonly baseFee: string;
  readonly charges: readonly Charge[];
  /** Of all lines of a period together. */
  readonly minimumSpend?: string;
  readonly quotas: readonly PlanQuota[];
};

/** How much of a meter a plan allows. */
export type PlanQuota = {
  readonly meter: string;
  readonly limit: string;
  readonly enforcement: 'hard' | 'soft';
};

/** A version of a pricing model. It never changes; `currency` and `timeZone` are those of every version of the key. */
export type PricingVersion = {
  readonly currency: string;
  /** An IANA name: its midnights cut the months. */
  readonly timeZone: string;
  /** RFC 3339: the beginning of a month in that zone. */
  readonly effectiveFrom: string;
  /** The plan of accounts without a subscription. */
  readonly defaultPlan: string;
  /** How many days after the end of a period it may be billed. */
  readonly graceDays: number;
  readonly plans: readonly Plan[];
};
