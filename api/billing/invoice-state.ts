import * as t from 'io-ts';
import { issuedAs, type AccountDocuments } from '../../domain/billing/account-documents.ts';
import { remainingOf } from '../../domain/billing/remaining.ts';
import type { IssuedDocument } from '../../domain/billing/standing.ts';
import { closed } from '../../domain/codec/closed.ts';
import { minorUnits } from '../../domain/money/currency.ts';
import { moneyText } from '../../domain/rating/texts.ts';
import { annotated } from '../annotated.ts';
import { DecimalText } from '../answer-parts.ts';
import { DocumentStatus } from '../invoices/document-codecs.ts';
import { Remaining } from './remaining-view.ts';

/** Whether a document counts, and what can still be given back on it. */
export const InvoiceState = closed(
  'InvoiceState',
  {
    number: t.string,
    account: t.string,
    period: t.string,
    status: DocumentStatus,
    currency: t.string,
    total: annotated(DecimalText, { description: 'As it was issued' }),
    remaining: annotated(Remaining, {
      description: 'What can still be given back: nothing where it is void or its total negative',
    }),
  },
  {},
);
type InvoiceState = t.TypeOf<typeof InvoiceState>;

const remainingIn = (issued: IssuedDocument, { creditNotes }: AccountDocuments) => {
  const digits = minorUnits(issued.document.currency);
  const { total, lines } = remainingOf(issued, creditNotes);
  return {
    total: moneyText(total, digits),
    lines: [...lines].map(([line, left]) => ({ line, amount: moneyText(left, digits) })),
  };
};

/** The state of a document among all those of its account, which must have it. */
export const invoiceState = (documents: AccountDocuments, number: string): InvoiceState => {
  const issued = issuedAs(documents, number);
  if (issued === undefined) throw new Error(`the account has no document ${number}`);
  const { document, isVoid } = issued;
  const { account, period, currency, total } = document;
  return {
    number,
    account,
    period: period.month,
    status: isVoid ? 'void' : 'issued',
    currency,
    total,
    remaining: remainingIn(issued, documents),
  };
};
