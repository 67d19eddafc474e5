import { instantOf } from '../../domain/time/instant.ts';
import { make } from '../change.ts';
import { ignore, ignoreBilling, type Projector } from '../projector.ts';
import { firsts } from '../table.ts';

/**
 * Which plan an account is on from when; empty where its subscription ends. Of several for one instant the last in the log
 * stands.
 */
export const subscriptionsTable = firsts('subscriptions', {
  key: [
    ['tenant', 'text'],
    ['account', 'text'],
    ['sequence', 'number64'],
  ],
  rest: [
    ['from_at', 'instant'],
    ['model', 'text'],
    ['plan', 'text'],
  ],
});

/** The plans of accounts. */
export const subscriptions: Projector = {
  name: 'subscriptions',
  version: 1,
  tables: [subscriptionsTable],
  wants: ignore,
  onFacts: ignore,
  on: {
    ...ignoreBilling,
    FactConflicted: ignore,
    MeterDefined: ignore,
    MeterRetired: ignore,
    PlanSubscribed: ({ sequence, data: { tenant, account, model, plan, from } }) => [
      make(subscriptionsTable, [tenant, account, sequence], [instantOf(from), model, plan]),
    ],
    SubscriptionEnded: ({ sequence, data: { tenant, account, from } }) => [
      make(subscriptionsTable, [tenant, account, sequence], [instantOf(from), '', '']),
    ],
  },
};
