import type { BillingDocument, CreditNote } from '../../domain/billing/document.ts';
import type { Draft } from '../../domain/billing/draft.ts';
import type { Proven } from '../../domain/billing/leaf.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import type { EpochMs } from '../../domain/time/instant.ts';

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
  /** Undefined for all of them. */
  readonly account: string | undefined;
  /** `YYYY-MM`. */
  readonly month: string | undefined;
  readonly status: 'issued' | 'void' | undefined;
  /** The run that issued them: its month, and the event that asked for it. */
  readonly run: { readonly month: string; readonly sequence: bigint } | undefined;
};

/** What is known of a document without its lines. */
export type InvoiceSummary = Pick<
  BillingDocument,
  'number' | 'account' | 'kind' | 'period' | 'currency' | 'total'
> & {
  readonly status: 'issued' | 'void';
  readonly issuedAt: string;
  /** The totals of its credit notes. */
  readonly credited: readonly string[];
};

/** Which month of whom is looked at before it is billed, as things are at an instant. */
export type PreviewQuery = {
  readonly tenant: string;
  readonly account: string;
  /** `YYYY-MM`. */
  readonly month: string;
  readonly now: EpochMs;
};

/** What a month would be billed at, the invoice that stands for it already, and what stands for it by all documents. */
export type Preview = {
  readonly draft: Draft;
  readonly invoice: string | undefined;
  /** Money; undefined where no document bills the month. */
  readonly billed: string | undefined;
};

/** Which facts behind a line: those after a number, so many at most. */
export type LineFactsQuery = {
  readonly document: BillingDocument;
  readonly line: number;
  readonly after: bigint;
  readonly limit: number;
};

export type LineFact = Proven & Pick<Fact, 'type' | 'subject' | 'at'>;
