import type { BillingDocument, CreditNote } from './document.ts';

/** A document, and whether it still counts. */
export type IssuedDocument = { readonly document: BillingDocument; readonly isVoid: boolean };

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

/** The document that bills a month, where one counts. */
export const standingInvoice = (
  { documents }: Pick<AccountDocuments, 'documents'>,
  month: string,
): BillingDocument | undefined =>
  documents.find(({ document, isVoid }) => !isVoid && document.period.month === month)?.document;

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
