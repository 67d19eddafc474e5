import type { Kysely } from 'kysely';
import type { BillingDocument } from '../../../domain/billing/document.ts';
import type { AppendAtOutcome, AppendAtRevision } from '../../../domain/event-log.ts';
import { openBilling } from '../../../infra/billing/open-billing.ts';
import type { Database } from '../../../infra/postgres/database.ts';
import { namespace, positionOf } from '../../support/facts.ts';
import { productUnderTest } from '../product-under-test.ts';
import type { BillingLog } from './known.ts';
import type { Product } from './play.ts';
import { recordedEvents } from './recorded-events.ts';

/** How the product is driven: events taken in at once, accounts billed at once. */
export type Pace = { readonly eventsAtOnce: number; readonly accountsAtOnce: number };

/** The product's billing over read models in a real database, for one history whose log grows from run to run. */
export const billingProduct = async (
  db: Kysely<Database>,
  { eventsAtOnce, accountsAtOnce }: Pace,
): Promise<Product> => {
  const product = await productUnderTest(db, { sliceSizes: [], joinWithinEvents: 100n });
  let taken = 0;

  const take = async (log: BillingLog): Promise<void> => {
    const events = recordedEvents(log);
    for (; taken < events.length; taken += eventsAtOnce) {
      await product.take(events.slice(taken, taken + eventsAtOnce));
      await product.fillMeters();
    }
    taken = events.length;
  };

  return {
    issue: async (log, { tenant, month, accounts }) => {
      await take(log);
      const sequence = BigInt(log.length);
      const documents: BillingDocument[] = [];
      // What is issued gets into the log by the history, which may leave some out.
      const appendAt = async ({ events }: AppendAtRevision): Promise<AppendAtOutcome> => {
        for (const { data } of events) {
          documents.push((data as { readonly document: BillingDocument }).document);
        }
        return { outcome: 'appended', position: positionOf(sequence) };
      };
      const billing = openBilling({ namespace, db, log: { appendAt } });
      const all: string[] = [...(accounts ?? [])];
      if (accounts === undefined) {
        for await (const some of billing.accounts(tenant, sequence, undefined)) all.push(...some);
      }
      const how = { tenant, month, sequence, dryRun: false };
      for (let next = 0; next < all.length; next += accountsAtOnce) {
        const request = { ...how, accounts: all.slice(next, next + accountsAtOnce) };
        const outcomes = await billing.bill(request, new AbortController().signal);
        const failed = outcomes.find(({ outcome }) => outcome === 'failed');
        if (failed !== undefined) throw new Error(`${failed.account}: ${failed.problem ?? ''}`);
      }
      return documents;
    },
  };
};
