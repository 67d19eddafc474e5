import * as E from 'fp-ts/lib/Either.js';
import { closed } from '../../domain/codec/closed.ts';
import { Name } from '../../domain/fact/parts.ts';
import { mayReadAccount } from '../auth/readable-accounts.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { creditNotePaper } from '../invoices/credit-note-paper.ts';
import { CreditNoteView, creditNoteView } from '../invoices/credit-note-view.ts';
import { paperRenderings } from '../invoices/paper-renderings.ts';
import { readQuery } from '../params/read-query.ts';
import { problem } from '../problem.ts';
import { answer } from '../route.ts';

const CreditNoteParams = closed('CreditNoteParams', { number: Name }, {});
const CreditNoteQuery = readQuery('CreditNoteQuery', {}, {});

export const getCreditNote = anyRoute({
  method: 'GET',
  path: '/v1/credit-notes/:number',
  summary: 'What was given back on an invoice, by the number of the credit note',
  description: 'As JSON, as a page or as PDF: `Accept` decides.',
  may: 'document',
  params: CreditNoteParams,
  query: CreditNoteQuery,
  body: noBody,
  answers: { 200: CreditNoteView },
  problems: { 404: 'There is no such credit note, or it is not for this caller' },
  renderings: paperRenderings(creditNotePaper),
  handle:
    ({ queries, memberships }) =>
    ({ params: { number } }, acting) =>
    async () => {
      const found = await queries.creditNote(acting.tenant, number);
      // What is another's is answered as what is not there.
      return found !== undefined &&
        (await mayReadAccount(memberships, acting, found.creditNote.account))
        ? E.right(answer(200, creditNoteView(found)))
        : E.left(problem(404, 'not-found', 'There is no credit note of this number.'));
    },
});
