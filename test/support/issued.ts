import type { IssuedDocument } from '../../api/queries/documents.ts';
import { madeDocument } from './documents.ts';

/** A document as the queries answer it, of which only what matters to a test has to be said. */
export const issuedDocument = (parts: Partial<IssuedDocument> = {}): IssuedDocument => ({
  document: madeDocument(),
  issuedAt: '2026-04-03T00:10:00.000Z',
  voided: undefined,
  creditNotes: [],
  ...parts,
});
