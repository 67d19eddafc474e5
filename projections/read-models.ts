import { anomalies } from './anomalies/anomalies.ts';
import { billing } from './billing/billing.ts';
import { facts } from './facts/facts.ts';
import { memberships } from './memberships/memberships.ts';
import { meters } from './meters/meters.ts';
import { pricing } from './pricing/pricing.ts';
import type { Projector } from './projector.ts';
import { storage } from './storage/storage.ts';
import { subscriptions } from './subscriptions/subscriptions.ts';
import { usageOf } from './usage/usage.ts';

/** Every read model of the ledger, as it is where no tenant has meters of its own. */
export const readModels: readonly Projector[] = [
  facts,
  usageOf([]),
  storage,
  memberships,
  anomalies,
  meters,
  pricing,
  subscriptions,
  billing,
];
