import { Counter, type Registry } from 'prom-client';
import type { Outcome } from '../billing-runs/billing.ts';

/** What is known of billing runs that this process executes. */
export const billingMetrics = (registry: Registry) => {
  const registers = [registry];
  const accounts = new Counter({
    name: 'ledger_billing_run_accounts_total',
    help: 'Accounts that billing runs are done with, by what became of them; those of dry runs apart.',
    labelNames: ['outcome', 'dry_run'] as const,
    registers,
  });
  // A first failure is an increase only where there was a 0 before.
  accounts.inc({ outcome: 'failed', dry_run: 'false' }, 0);
  const runs = new Counter({
    name: 'ledger_billing_runs_total',
    help: 'Billing runs that have ended, by how.',
    labelNames: ['outcome'] as const,
    registers,
  });
  return {
    onOutcomes: (outcomes: readonly Outcome[], isDry: boolean): void => {
      for (const { outcome } of outcomes) accounts.inc({ outcome, dry_run: String(isDry) });
    },
    onEnded: (outcome: 'completed' | 'cancelled'): void => {
      runs.inc({ outcome });
    },
  };
};
