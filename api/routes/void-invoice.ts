import * as E from 'fp-ts/lib/Either.js';
import { closed } from '../../domain/codec/closed.ts';
import { Name, Reason } from '../../domain/fact/parts.ts';
import { callerName } from '../auth/caller-name.ts';
import { invoiceState, InvoiceState } from '../billing/invoice-state.ts';
import { tooLate } from '../billing/request-problems.ts';
import { anyRoute } from '../http/any-route.ts';
import { jsonBody } from '../http/json-body.ts';
import { problem } from '../problem.ts';
import { answer, noQuery } from '../route.ts';

const InvoiceParams = closed('VoidInvoiceParams', { number: Name }, {});
const VoidWanted = closed('VoidWanted', { reason: Reason }, {});

export const voidInvoice = anyRoute({
  method: 'POST',
  path: '/v1/invoices/:number/void',
  summary: 'Take a document away, with all its lines, its adjustments and the credit notes on it',
  description:
    'It stays on record and counts no more; the next run of its month issues another one. A document that is void stays so, for its first reason.',
  may: { scope: 'billing' },
  params: InvoiceParams,
  query: noQuery,
  body: jsonBody(VoidWanted),
  answers: { 200: InvoiceState },
  problems: { 404: 'There is no such document', 504: 'Nothing was recorded; ask again' },
  handle:
    ({ invoiceBook, progress, limits }) =>
    ({ params: { number }, body: { reason } }, acting) =>
    async () => {
      const by = callerName(acting);
      const done = await invoiceBook.voidInvoice({ tenant: acting.tenant, number, reason, by });
      if (E.isLeft(done)) {
        return E.left(
          done.left.rejection === 'unknown'
            ? problem(404, 'not-found', 'There is no document of this number.')
            : tooLate(),
        );
      }
      const { result, position } = done.right;
      // It is done all the same where that takes long.
      if (position !== undefined) await progress.reached(position, limits.waitMs);
      return E.right(answer(200, invoiceState(result, number)));
    },
});
