import type { BillingDocument } from '../../domain/billing/document.ts';
import type { EventLog } from '../../domain/event-log.ts';
import { invoiceIssued } from '../../domain/ledger/document-events.ts';
import { invoiceStream } from '../../domain/stream-name.ts';

/**
 * Issues a document at the revision of its account's stream that it was made for. Undefined where it is durable; else the
 * revision that the stream has, at which something was issued, taken back or credited meanwhile.
 */
export const issueDocument = async (
  {
    log,
    namespace,
    recordedAt,
  }: {
    readonly log: Pick<EventLog, 'appendAt'>;
    readonly namespace: string;
    readonly recordedAt: () => string;
  },
  document: BillingDocument,
  after: bigint,
): Promise<bigint | undefined> => {
  const appended = await log.appendAt({
    stream: invoiceStream(namespace, document.tenant, document.account),
    events: [invoiceIssued(document, recordedAt())],
    after,
  });
  return appended.outcome === 'appended' ? undefined : appended.revision;
};
