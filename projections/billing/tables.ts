import { firsts, sums } from '../table.ts';

/** Every invoice, by its number, as it was issued; `pinned` is the event up to which facts were read. */
export const billingDocuments = firsts('billing_documents', {
  key: [
    ['tenant', 'text'],
    ['number', 'text'],
  ],
  rest: [
    ['account', 'text'],
    ['month', 'text'],
    ['from_at', 'instant'],
    ['to_at', 'instant'],
    ['kind', 'text'],
    ['currency', 'text'],
    ['total', 'decimal'],
    ['pinned', 'number64'],
    ['sequence', 'number64'],
    ['recorded_at', 'text'],
    ['document', 'text'],
  ],
  indexes: [
    ['tenant', 'account', 'from_at'],
    ['tenant', 'month'],
  ],
});

/** Those that count no more. */
export const voidedDocuments = firsts('voided_documents', {
  key: [
    ['tenant', 'text'],
    ['number', 'text'],
  ],
  rest: [
    ['sequence', 'number64'],
    ['reason', 'text'],
    ['by', 'text'],
    ['recorded_at', 'text'],
  ],
});

/** What was given back on invoices. */
export const creditNotes = firsts('credit_notes', {
  key: [
    ['tenant', 'text'],
    ['number', 'text'],
  ],
  rest: [
    ['account', 'text'],
    ['invoice', 'text'],
    ['total', 'decimal'],
    ['sequence', 'number64'],
    ['recorded_at', 'text'],
    ['credit_note', 'text'],
  ],
  indexes: [['tenant', 'invoice']],
});

/** How many events an account's stream of documents has: a document is written only at the revision it was made for. */
export const billingRevisions = sums('billing_revisions', {
  key: [
    ['tenant', 'text'],
    ['account', 'text'],
  ],
  rest: [['events', 'number64']],
});

/** Every billing run as it was asked for; `accounts` is a list in JSON, or empty for all. */
export const billingRuns = firsts('billing_runs', {
  key: [
    ['tenant', 'text'],
    ['run', 'text'],
  ],
  rest: [
    ['sequence', 'number64'],
    ['month', 'text'],
    ['dry_run', 'text'],
    ['ignore_grace', 'text'],
    ['accounts', 'text'],
    ['by', 'text'],
    ['recorded_at', 'text'],
  ],
});

/** How those ended that have. */
export const endedRuns = firsts('ended_runs', {
  key: [
    ['tenant', 'text'],
    ['run', 'text'],
  ],
  rest: [
    ['sequence', 'number64'],
    ['outcome', 'text'],
    ['issued', 'number64'],
    ['nothing_to_bill', 'number64'],
    ['standing', 'number64'],
    ['failed', 'number64'],
    ['recorded_at', 'text'],
  ],
});
