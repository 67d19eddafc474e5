import * as E from 'fp-ts/lib/Either.js';
import { closed } from '../../domain/codec/closed.ts';
import { Name } from '../../domain/fact/parts.ts';
import { mayReadAccount } from '../auth/readable-accounts.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { savedAs } from '../invoices/file-name.ts';
import { invoiceCsv } from '../invoices/invoice-csv.ts';
import { invoicePaper } from '../invoices/invoice-paper.ts';
import { InvoiceView, invoiceView } from '../invoices/invoice-view.ts';
import { paperRenderings } from '../invoices/paper-renderings.ts';
import { readQuery } from '../params/read-query.ts';
import { problem } from '../problem.ts';
import { answer } from '../route.ts';

const InvoiceParams = closed('InvoiceParams', { number: Name }, {});
const InvoiceQuery = readQuery('InvoiceQuery', {}, {});

export const getInvoice = anyRoute({
  method: 'GET',
  path: '/v1/invoices/:number',
  summary: 'An invoice, or a credit note for a month, by its number',
  description:
    'As JSON, as a page, as PDF or its lines as CSV: `Accept` decides. A document never changes; what became of it since is told beside it.',
  may: 'document',
  params: InvoiceParams,
  query: InvoiceQuery,
  body: noBody,
  answers: { 200: InvoiceView },
  problems: { 404: 'There is no such document, or it is not for this caller' },
  renderings: {
    ...paperRenderings(invoicePaper),
    'text/csv': (view) => ({
      content: invoiceCsv(view),
      headers: {
        'content-type': 'text/csv; charset=utf-8; header=present',
        ...savedAs(view.number, 'csv'),
      },
    }),
  },
  handle:
    ({ queries, memberships }) =>
    ({ params: { number } }, acting) =>
    async () => {
      const found = await queries.invoice(acting.tenant, number);
      // What is another's is answered as what is not there.
      return found !== undefined &&
        (await mayReadAccount(memberships, acting, found.document.account))
        ? E.right(answer(200, invoiceView(found)))
        : E.left(problem(404, 'not-found', 'There is no document of this number.'));
    },
});
