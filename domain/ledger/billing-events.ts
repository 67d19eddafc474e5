import * as t from 'io-ts';
import { AccountName } from '../account.ts';
import type { AttributionPolicy } from '../attribution/policy.ts';
import type { BillingDocument, CreditNote } from '../billing/document.ts';
import { closed } from '../codec/closed.ts';
import { oneOf } from '../codec/refined.ts';
import { stored } from '../codec/stored.ts';
import { Name, Reason, TenantName } from '../fact/parts.ts';
import { MeterKey } from '../meter/parts.ts';
import type { PricingVersion } from '../pricing/pricing-model.ts';
import { FactNumber } from '../rating/charge.ts';

// What the ledger records of prices, subscriptions and invoices. These shapes are stored: add optional fields freely,
// anything else is a new type.

/** A model has a version, which never changes. Of several of one number the first in the log stands. */
export const PricingModelPublished = closed(
  'PricingModelPublished',
  {
    tenant: TenantName,
    model: MeterKey,
    version: FactNumber,
    pricing: stored<PricingVersion>(
      'StoredPricing',
      'currency',
      'timeZone',
      'effectiveFrom',
      'defaultPlan',
      'graceDays',
      'plans',
    ),
  },
  {},
);
export type PricingModelPublished = t.TypeOf<typeof PricingModelPublished>;

/** A model takes no new subscriptions; those on it stay. */
export const PricingModelWithdrawn = closed(
  'PricingModelWithdrawn',
  { tenant: TenantName, model: MeterKey },
  {},
);
export type PricingModelWithdrawn = t.TypeOf<typeof PricingModelWithdrawn>;

/** Accounts without a subscription are on this model from an instant on: the last in the log for an instant stands. */
export const DefaultModelSet = closed(
  'DefaultModelSet',
  { tenant: TenantName, model: MeterKey, from: t.string },
  {},
);
export type DefaultModelSet = t.TypeOf<typeof DefaultModelSet>;

/** Who pays. Versions count from 1; of several of one number the first in the log stands. */
export const AttributionPublished = closed(
  'AttributionPublished',
  {
    tenant: TenantName,
    version: FactNumber,
    policy: stored<AttributionPolicy>('StoredPolicy', 'effectiveFrom', 'default', 'meters'),
  },
  {},
);
export type AttributionPublished = t.TypeOf<typeof AttributionPublished>;

/** An account is on a plan from an instant until it is changed or ended; the last in the log for an instant stands. */
export const PlanSubscribed = closed(
  'PlanSubscribed',
  { tenant: TenantName, account: AccountName, model: MeterKey, plan: MeterKey, from: t.string },
  {},
);
export type PlanSubscribed = t.TypeOf<typeof PlanSubscribed>;

/** From an instant on an account is on the default plan of the default model. */
export const SubscriptionEnded = closed(
  'SubscriptionEnded',
  { tenant: TenantName, account: AccountName, from: t.string },
  {},
);
export type SubscriptionEnded = t.TypeOf<typeof SubscriptionEnded>;

/** A month is to be billed, by the log up to this event. */
export const BillingRunRequested = closed(
  'BillingRunRequested',
  {
    tenant: TenantName,
    run: Name,
    month: t.string,
    dryRun: t.boolean,
    ignoreGrace: t.boolean,
    by: Name,
  },
  { accounts: t.readonlyArray(AccountName) },
);
export type BillingRunRequested = t.TypeOf<typeof BillingRunRequested>;

/** `standing`: accounts that had an invoice of the month before; `failed`: accounts that could not be billed. */
export const BillingRunEnded = closed(
  'BillingRunEnded',
  {
    tenant: TenantName,
    run: Name,
    outcome: oneOf('RunOutcome', 'completed', 'cancelled'),
    issued: FactNumber,
    nothingToBill: FactNumber,
    standing: FactNumber,
    failed: FactNumber,
  },
  {},
);
export type BillingRunEnded = t.TypeOf<typeof BillingRunEnded>;

export const InvoiceIssued = closed(
  'InvoiceIssued',
  {
    tenant: TenantName,
    account: AccountName,
    document: stored<BillingDocument>('StoredDocument', 'number', 'period', 'lines', 'hash'),
  },
  {},
);
export type InvoiceIssued = t.TypeOf<typeof InvoiceIssued>;

/** A document counts no more, nor do the credit notes on it. */
export const InvoiceVoided = closed(
  'InvoiceVoided',
  { tenant: TenantName, account: AccountName, number: Name, reason: Reason, by: Name },
  {},
);
export type InvoiceVoided = t.TypeOf<typeof InvoiceVoided>;

export const CreditNoteIssued = closed(
  'CreditNoteIssued',
  {
    tenant: TenantName,
    account: AccountName,
    creditNote: stored<CreditNote>('StoredCreditNote', 'number', 'invoice', 'lines', 'hash'),
  },
  {},
);
export type CreditNoteIssued = t.TypeOf<typeof CreditNoteIssued>;

/** The events of prices, subscriptions and invoices, by type. */
export const billingEvents = {
  PricingModelPublished,
  PricingModelWithdrawn,
  DefaultModelSet,
  AttributionPublished,
  PlanSubscribed,
  SubscriptionEnded,
  BillingRunRequested,
  BillingRunEnded,
  InvoiceIssued,
  InvoiceVoided,
  CreditNoteIssued,
};
export type BillingEvents = {
  readonly [Type in keyof typeof billingEvents]: t.TypeOf<(typeof billingEvents)[Type]>;
};
