import * as E from 'fp-ts/lib/Either.js';
import type { InvoiceVoided } from '../ledger/billing-events.ts';
import { issuedAs, type AccountDocuments, type DocumentEvent } from './account-documents.ts';

export type VoidInvoice = Pick<InvoiceVoided, 'tenant' | 'account' | 'number' | 'reason' | 'by'>;

/** A document is taken away. One that is void already stays so, for the reason it was. */
export const voidInvoice = (
  command: VoidInvoice,
  documents: AccountDocuments,
): E.Either<{ readonly rejection: 'unknown' }, readonly DocumentEvent[]> => {
  const issued = issuedAs(documents, command.number);
  if (issued === undefined) return E.left({ rejection: 'unknown' });
  return E.right(issued.isVoid ? [] : [{ type: 'InvoiceVoided', data: command }]);
};
