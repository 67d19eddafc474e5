import type { BillingDocument, CreditNote } from '../../domain/billing/document.ts';

/** Why, by whom and when (RFC 3339) a document was made void. */
export type Voided = { readonly reason: string; readonly by: string; readonly at: string };

/** A document as it was issued, and what became of it since. */
export type IssuedDocument = {
  readonly document: BillingDocument;
  /** RFC 3339. */
  readonly issuedAt: string;
  readonly voided: Voided | undefined;
  /** In the order of the log. */
  readonly creditNotes: readonly {
    readonly number: string;
    readonly total: string;
    readonly reason: string;
    readonly at: string;
  }[];
};

export type IssuedCreditNote = {
  readonly creditNote: CreditNote;
  readonly issuedAt: string;
  /** Where the document that it refers to counts no more. */
  readonly voided: Voided | undefined;
};

export type InvoicesQuery = {
  readonly tenant: string;
  readonly account: string;
  /** `YYYY-MM`. */
  readonly month: string | undefined;
  readonly status: 'issued' | 'void' | undefined;
};

/** What is known of a document without its lines. */
export type InvoiceSummary = Pick<
  BillingDocument,
  'number' | 'kind' | 'period' | 'currency' | 'total'
> & {
  readonly status: 'issued' | 'void';
  readonly issuedAt: string;
  /** The totals of its credit notes. */
  readonly credited: readonly string[];
};
