import * as t from 'io-ts';
import { remainingTotal } from '../../domain/billing/remaining.ts';
import { closed } from '../../domain/codec/closed.ts';
import { oneOf } from '../../domain/codec/refined.ts';
import { minorUnits } from '../../domain/money/currency.ts';
import { FactNumber } from '../../domain/rating/charge.ts';
import { moneyText } from '../../domain/rating/texts.ts';
import { annotated } from '../annotated.ts';
import { DecimalText, TimeText, WholeText } from '../answer-parts.ts';
import type { IssuedDocument } from '../queries/documents.ts';
import {
  Basis,
  BilledPeriod,
  DocumentAdjustment,
  DocumentLine,
  DocumentStatus,
  Voided,
} from './document-codecs.ts';

const Credit = closed(
  'DocumentCredit',
  { number: t.string, total: DecimalText, reason: t.string, at: TimeText },
  {},
);

/** A document as it was issued, and what became of it since. */
export const InvoiceView = closed(
  'Invoice',
  {
    number: t.string,
    kind: oneOf('DocumentKind', 'invoice', 'credit_note'),
    tenant: t.string,
    account: t.string,
    issue: annotated(FactNumber, { description: '1: the first of its period' }),
    period: BilledPeriod,
    timeZone: t.string,
    currency: t.string,
    basis: Basis,
    sequence: annotated(WholeText, { description: 'Facts were read up to this event of the log' }),
    lines: t.readonlyArray(DocumentLine),
    adjustments: t.readonlyArray(DocumentAdjustment),
    total: DecimalText,
    hash: annotated(t.string, {
      description:
        'SHA-256 of the canonical JSON (RFC 8785) of the document as it was issued: without `hash`, `status`, `issuedAt`, `voided`, `creditNotes` and `remaining`',
    }),
    status: DocumentStatus,
    issuedAt: TimeText,
    creditNotes: annotated(t.readonlyArray(Credit), { description: 'In the order of the log' }),
    remaining: annotated(DecimalText, {
      description:
        'What can still be given back: the total less the credit notes; nothing of a document that is void or whose total is negative',
    }),
  },
  { voided: Voided },
);
export type InvoiceView = t.TypeOf<typeof InvoiceView>;

export const invoiceView = ({
  document,
  issuedAt,
  voided,
  creditNotes,
}: IssuedDocument): InvoiceView => ({
  ...document,
  status: voided === undefined ? 'issued' : 'void',
  issuedAt,
  ...(voided === undefined ? {} : { voided }),
  creditNotes,
  remaining: moneyText(
    remainingTotal({
      total: document.total,
      isVoid: voided !== undefined,
      credited: creditNotes.map(({ total }) => total),
    }),
    minorUnits(document.currency),
  ),
});
