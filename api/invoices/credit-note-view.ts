import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { FactNumber } from '../../domain/rating/charge.ts';
import { annotated } from '../annotated.ts';
import { DecimalText, TimeText } from '../answer-parts.ts';
import type { IssuedCreditNote } from '../queries/documents.ts';
import { DocumentStatus, Voided } from './document-codecs.ts';

const CreditedLine = closed('CreditedLine', { line: FactNumber, amount: DecimalText }, {});

/** A credit note as it was issued; it is void with the document that it refers to. */
export const CreditNoteView = closed(
  'CreditNoteDocument',
  {
    number: t.string,
    tenant: t.string,
    account: t.string,
    invoice: annotated(t.string, { description: 'The number of the document that it refers to' }),
    currency: t.string,
    lines: annotated(t.readonlyArray(CreditedLine), {
      description: 'What is given back, by lines of that document',
    }),
    total: annotated(DecimalText, { description: 'Positive: what is given back' }),
    reason: t.string,
    by: t.string,
    hash: annotated(t.string, {
      description:
        'SHA-256 of the canonical JSON (RFC 8785) of the credit note without `hash`, `status`, `issuedAt` and `voided`',
    }),
    status: DocumentStatus,
    issuedAt: TimeText,
  },
  {
    request: annotated(t.string, { description: 'What the request for it was called' }),
    voided: annotated(Voided, { description: 'Why the document it refers to counts no more' }),
  },
);
export type CreditNoteView = t.TypeOf<typeof CreditNoteView>;

export const creditNoteView = ({
  creditNote,
  issuedAt,
  voided,
}: IssuedCreditNote): CreditNoteView => ({
  ...creditNote,
  status: voided === undefined ? 'issued' : 'void',
  issuedAt,
  ...(voided === undefined ? {} : { voided }),
});
