import * as E from 'fp-ts/lib/Either.js';
import { AccountName } from '../../domain/account.ts';
import {
  documentsAfter,
  type AccountDocuments,
  type DocumentEvent,
} from '../../domain/billing/account-documents.ts';
import {
  creditInvoice,
  creditNoteFor,
  type CreditInvoice,
  type CreditRejection,
} from '../../domain/billing/credit-invoice.ts';
import type { CreditNote } from '../../domain/billing/document.ts';
import { voidInvoice } from '../../domain/billing/void-invoice.ts';
import { creditNoteIssued, invoiceVoided } from '../../domain/ledger/document-events.ts';
import type { NewEvent } from '../../domain/event-log.ts';
import { invoiceStream } from '../../domain/stream-name.ts';
import { recordDecided, type RecordDeps, type TooLate } from './record-decided.ts';

/** What an operator does to a document, by its number. */
type Command = {
  readonly tenant: string;
  readonly number: string;
  readonly reason: string;
  readonly by: string;
};

export type VoidRejection = { readonly rejection: 'unknown' } | TooLate;

type Recorded<Result> = { readonly result: Result; readonly position: bigint | undefined };

/** Where documents are taken away and money is given back. What is repeated records nothing. */
export type InvoiceBook = {
  /** Resolves to all documents of the account once it is done. */
  readonly voidInvoice: (
    command: Command,
  ) => Promise<E.Either<VoidRejection, Recorded<AccountDocuments>>>;
  readonly creditInvoice: (
    command: Command & Pick<CreditInvoice, 'wanted' | 'request'>,
  ) => Promise<E.Either<CreditRejection | TooLate, Recorded<CreditNote>>>;
};

export type InvoiceBookDeps = RecordDeps & {
  readonly namespace: string;
  /** The documents of the account that has the one of this number. */
  readonly documentsWith: (
    tenant: string,
    number: string,
  ) => Promise<{ readonly account: string; readonly documents: AccountDocuments } | undefined>;
  readonly recordedAt: () => string;
};

const writtenAs = (event: DocumentEvent, recordedAt: string): NewEvent => {
  switch (event.type) {
    case 'InvoiceVoided':
      return invoiceVoided(event.data, recordedAt);
    case 'CreditNoteIssued':
      return creditNoteIssued(event.data, recordedAt);
    case 'InvoiceIssued':
      throw new Error('a document is issued by a run');
  }
};

/** The book over a log and its read models. Throws ServiceUnavailable where these are away. */
export const openInvoiceBook = (deps: InvoiceBookDeps): InvoiceBook => {
  /** Decides by the documents of the account, and records that at their revision. */
  const recorded = <Rejection>(
    { tenant, number }: Pick<Command, 'tenant' | 'number'>,
    decide: (
      account: `user:${string}` | `group:${string}`,
      documents: AccountDocuments,
    ) => E.Either<Rejection, readonly DocumentEvent[]>,
  ): Promise<
    E.Either<Rejection | { readonly rejection: 'unknown' } | TooLate, Recorded<AccountDocuments>>
  > =>
    recordDecided<Rejection | { readonly rejection: 'unknown' }, AccountDocuments>(
      deps,
      async () => {
        const found = await deps.documentsWith(tenant, number);
        if (found === undefined || !AccountName.is(found.account)) {
          return E.left({ rejection: 'unknown' });
        }
        const { account, documents } = found;
        const decided = decide(account, documents);
        if (E.isLeft(decided)) return decided;
        const events = decided.right;
        const append = {
          stream: invoiceStream(deps.namespace, tenant, account),
          after: documents.revision,
          events: events.map((event) => writtenAs(event, deps.recordedAt())),
        };
        return E.right({
          result: events.reduce(documentsAfter, documents),
          append: events.length === 0 ? undefined : append,
        });
      },
    );

  return {
    voidInvoice: (command) =>
      recorded(command, (account, documents) => voidInvoice({ ...command, account }, documents)),
    creditInvoice: async (command) => {
      const done = await recorded(command, (account, documents) =>
        creditInvoice({ ...command, account }, documents),
      );
      if (E.isLeft(done)) return done;
      const { result, position } = done.right;
      const note = creditNoteFor(result, command);
      if (note === undefined) throw new Error(`no credit note ${command.request} was issued`);
      return E.right({ result: note, position });
    },
  };
};
