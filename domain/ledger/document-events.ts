import { asJson, type BillingDocument } from '../billing/document.ts';
import type { NewEvent } from '../event-log.ts';
import { uuidOf } from '../hash.ts';
import type { CreditNoteIssued, InvoiceVoided } from './billing-events.ts';

// The events of an account's documents as they are written. Each is appended at the revision that it was made for, where
// the store takes an event of the same id for the same one: an id says all that must not differ.

/** The event that records a document; that of the same document always has the same id. */
export const invoiceIssued = (document: BillingDocument, recordedAt: string): NewEvent => {
  const { tenant, account, number, hash } = document;
  return {
    id: uuidOf(`${tenant}\n${number}\n${hash}\ninvoice issued`),
    type: 'InvoiceIssued',
    data: { tenant, account, document: asJson(document) },
    metadata: { recordedAt },
  };
};

/** The event that takes a document away; that of one document always has the same id, whatever the reason. */
export const invoiceVoided = (voided: InvoiceVoided, recordedAt: string): NewEvent => ({
  id: uuidOf(`${voided.tenant}\n${voided.number}\ninvoice voided`),
  type: 'InvoiceVoided',
  data: voided,
  metadata: { recordedAt },
});

/** The event that records a credit note. Its hash tells it from any other, whoever asked for that. */
export const creditNoteIssued = (
  { tenant, account, creditNote }: CreditNoteIssued,
  recordedAt: string,
): NewEvent => ({
  id: uuidOf(`${tenant}\n${creditNote.number}\n${creditNote.hash}\ncredit note issued`),
  type: 'CreditNoteIssued',
  data: { tenant, account, creditNote: asJson(creditNote) },
  metadata: { recordedAt },
});
