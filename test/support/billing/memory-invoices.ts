import { isLeft } from 'fp-ts/lib/Either.js';
import { openInvoiceBook, type InvoiceBook } from '../../../api/billing/invoice-book.ts';
import {
  documentsAfter,
  noDocuments,
  type AccountDocuments,
  type DocumentEvent,
} from '../../../domain/billing/account-documents.ts';
import type { BillingDocument } from '../../../domain/billing/document.ts';
import { billingEvents } from '../../../domain/ledger/billing-events.ts';
import type { NewEvent } from '../../../domain/event-log.ts';
import { invoiceStream } from '../../../domain/stream-name.ts';

const namespace = 'ledger';

const eventIn = ({ type, data }: NewEvent): DocumentEvent => {
  if (type !== 'InvoiceIssued' && type !== 'InvoiceVoided' && type !== 'CreditNoteIssued') {
    throw new Error(`${type} is nothing of an account's documents`);
  }
  const decoded = billingEvents[type].decode(JSON.parse(JSON.stringify(data)));
  if (isLeft(decoded)) throw new Error(`an event that nobody could read: ${JSON.stringify(data)}`);
  // Decoded as that of this type, which TypeScript cannot see through an index.
  return { type, data: decoded.right } as DocumentEvent;
};

/**
 * The book over one stream for each account, in memory. What is decided by is what was there when the log was last caught
 * up with, so that whoever writes after somebody else meets a wrong revision, as with a read model that lags.
 */
export const memoryInvoices = (
  documents: readonly BillingDocument[],
): { readonly book: InvoiceBook; readonly of: (account: string) => AccountDocuments } => {
  const streams = new Map<string, AccountDocuments>();
  for (const document of documents) {
    const known = streams.get(document.account) ?? noDocuments;
    const issued = { tenant: document.tenant, account: 'user:1', document } as const;
    streams.set(document.account, documentsAfter(known, { type: 'InvoiceIssued', data: issued }));
  }
  let seen = new Map(streams);
  const book = openInvoiceBook({
    namespace,
    documentsWith: async (tenant, number) => {
      const found = documents.find((each) => each.tenant === tenant && each.number === number);
      const known = found && seen.get(found.account);
      return known && { account: found.account, documents: known };
    },
    appendAt: async ({ stream, after, events }) => {
      const account = documents.find(
        (each) => invoiceStream(namespace, each.tenant, each.account) === stream,
      )?.account;
      const known = streams.get(account ?? '') ?? noDocuments;
      if (known.revision !== after) return { outcome: 'wrong-revision', revision: known.revision };
      streams.set(account ?? '', events.map(eventIn).reduce(documentsAfter, known));
      return { outcome: 'appended', position: 1n };
    },
    caughtUp: async () => {
      seen = new Map(streams);
      return true;
    },
    recordedAt: () => '2026-02-01T00:00:00.000Z',
  });
  return { book, of: (account) => streams.get(account) ?? noDocuments };
};
