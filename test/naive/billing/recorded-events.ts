import type { JsonObject, RecordedEvent } from '../../../domain/event-log.ts';
import { uuidOf } from '../../../domain/hash.ts';
import {
  attributionStream,
  billingRunStream,
  defaultModelStream,
  invoiceStream,
  pricingStream,
  subscriptionStream,
} from '../../../domain/stream-name.ts';
import { namespace, placed, recordedAt } from '../../support/facts.ts';
import { eventIn, firstsIn } from '../log-events.ts';
import { isOfUsage, type BillingLog, type LedgerEntry } from './known.ts';

const streamOf = ({ type, data }: LedgerEntry): string => {
  switch (type) {
    case 'PricingModelPublished':
    case 'PricingModelWithdrawn':
      return pricingStream(namespace, data.tenant, data.model);
    case 'DefaultModelSet':
      return defaultModelStream(namespace, data.tenant);
    case 'AttributionPublished':
      return attributionStream(namespace, data.tenant);
    case 'PlanSubscribed':
    case 'SubscriptionEnded':
      return subscriptionStream(namespace, data.tenant, data.account);
    case 'BillingRunRequested':
    case 'BillingRunEnded':
      return billingRunStream(namespace, data.tenant, data.run);
    case 'InvoiceIssued':
    case 'InvoiceVoided':
    case 'CreditNoteIssued':
      return invoiceStream(namespace, data.tenant, data.account);
  }
};

const ofLedger = (entry: LedgerEntry, sequence: bigint): RecordedEvent => {
  const id = uuidOf(`naive ${sequence}`);
  // It becomes JSON where it is placed.
  const data = entry.data as unknown as JsonObject;
  return placed(streamOf(entry), sequence, {
    id,
    type: entry.type,
    data,
    metadata: { recordedAt },
  });
};

/** The log as the product finds it, each event at its revision of its stream. */
export const recordedEvents = (log: BillingLog): readonly RecordedEvent[] => {
  const first = firstsIn(log.filter(isOfUsage));
  const revisions = new Map<string, bigint>();
  return log.map((entry, index) => {
    const sequence = BigInt(index + 1);
    const event = isOfUsage(entry) ? eventIn(entry, sequence, first) : ofLedger(entry, sequence);
    const revision = revisions.get(event.stream) ?? 0n;
    revisions.set(event.stream, revision + 1n);
    return { ...event, revision };
  });
};
