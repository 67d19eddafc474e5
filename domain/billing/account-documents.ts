import type { BillingEvents } from '../ledger/billing-events.ts';
import type { BillingDocument, CreditNote } from './document.ts';
import type { IssuedDocument } from './standing.ts';

/** All that was ever issued to an account. */
export type AccountDocuments = {
  /** That of the last event in its stream, -1n where there is none: the next one is appended after it. */
  readonly revision: bigint;
  /** In the order of the log. */
  readonly documents: readonly IssuedDocument[];
  /** In the order of the log, those on documents that are void included. */
  readonly creditNotes: readonly CreditNote[];
};

/** An account that nothing was ever issued to. */
export const noDocuments: AccountDocuments = { revision: -1n, documents: [], creditNotes: [] };

/** What may lie in an account's stream of documents. */
export type DocumentEvent = {
  readonly [Type in 'InvoiceIssued' | 'InvoiceVoided' | 'CreditNoteIssued']: {
    readonly type: Type;
    readonly data: BillingEvents[Type];
  };
}['InvoiceIssued' | 'InvoiceVoided' | 'CreditNoteIssued'];

/** What is issued to an account once one more event lies in its stream. */
export const documentsAfter = (
  { revision, documents, creditNotes }: AccountDocuments,
  event: DocumentEvent,
): AccountDocuments => {
  const after = { revision: revision + 1n, documents, creditNotes };
  switch (event.type) {
    case 'InvoiceIssued':
      return {
        ...after,
        documents: [...documents, { document: event.data.document, isVoid: false }],
      };
    case 'InvoiceVoided':
      return {
        ...after,
        documents: documents.map((issued) =>
          issued.document.number === event.data.number ? { ...issued, isVoid: true } : issued,
        ),
      };
    case 'CreditNoteIssued':
      return { ...after, creditNotes: [...creditNotes, event.data.creditNote] };
  }
};

/** The document of this number, and whether it counts. */
export const issuedAs = (
  { documents }: Pick<AccountDocuments, 'documents'>,
  number: string,
): IssuedDocument | undefined => documents.find(({ document }) => document.number === number);

/**
 * The document that a run has issued for a month: that by the log up to its request. It is found where it is void, too: a
 * run that begins again issues nothing a second time, whatever was taken away meanwhile.
 */
export const invoiceOfRun = (
  { documents }: Pick<AccountDocuments, 'documents'>,
  month: string,
  sequence: bigint,
): BillingDocument | undefined =>
  documents.find(
    ({ document }) => document.period.month === month && BigInt(document.sequence) === sequence,
  )?.document;
