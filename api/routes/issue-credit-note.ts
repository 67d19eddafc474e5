import { randomUUID } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { repeatedLines, type CreditWanted } from '../../domain/billing/credit-invoice.ts';
import { closed } from '../../domain/codec/closed.ts';
import { listed, said } from '../../domain/codec/said.ts';
import { shortList } from '../../domain/codec/short-list.ts';
import { Name, Reason } from '../../domain/fact/parts.ts';
import { Divisor } from '../../domain/rating/charge.ts';
import { annotated } from '../annotated.ts';
import { Count, DecimalText } from '../answer-parts.ts';
import { callerName } from '../auth/caller-name.ts';
import { creditProblem } from '../billing/credit-problems.ts';
import { LineAmount } from '../billing/remaining-view.ts';
import { anyRoute } from '../http/any-route.ts';
import { judge, judgedBody, type Judged } from '../http/judged-body.ts';
import { badInput, type RequestFault } from '../problem.ts';
import { answer, noQuery } from '../route.ts';

const InvoiceParams = closed('CreditInvoiceParams', { number: Name }, {});
const Given = annotated(Divisor, {
  examples: ['12.50'],
  description: 'More than 0, with no more digits after the point than the currency has',
});
// A credit note has to fit into one append of the store.
const linesMax = 10_000;

const CreditBody = closed(
  'CreditWanted',
  { reason: Reason },
  {
    lines: annotated(
      shortList(closed('CreditLine', { line: Count, amount: Given }, {}), linesMax),
      {
        minItems: 1,
        maxItems: linesMax,
        description: 'What is given back of each line, by its number; or `amount` instead',
      },
    ),
    amount: annotated(Given, {
      description: 'What is given back in all: taken from the lines in order until it is used up',
    }),
    id: annotated(Name, {
      description:
        'A name of your own for this request: sent again with the same body it gives nothing back a second time',
    }),
  },
);
type CreditBody = t.TypeOf<typeof CreditBody>;

/** A credit note as it was issued. */
const CreditNoteView = closed(
  'CreditNote',
  {
    number: t.string,
    tenant: t.string,
    account: t.string,
    invoice: t.string,
    currency: t.string,
    lines: t.readonlyArray(LineAmount),
    total: DecimalText,
    reason: t.string,
    by: t.string,
    hash: t.string,
  },
  { request: t.string },
);

/** What is wrong with the body beyond the shape of its parts, which may be wrong as well. */
const faultsOf = ({ decoded, value }: Judged<CreditBody>): readonly RequestFault[] => {
  const { lines, amount } = said(value);
  const entries = listed(lines);
  const both =
    t.UnknownRecord.is(value) && (lines === undefined) === (amount === undefined)
      ? [{ path: '', message: 'must have either lines or amount' }]
      : [];
  const none =
    Array.isArray(lines) && lines.length === 0
      ? [{ path: '/lines', message: 'must name at least one' }]
      : [];
  // Else they are told with what the document does not have. Of more than any may be nothing is told.
  const repeated = E.isLeft(decoded) && entries.length <= linesMax ? repeatedLines(entries) : [];
  return [...both, ...none, ...repeated];
};

const wantedIn = ({ lines = [], amount }: CreditBody): CreditWanted =>
  amount === undefined ? { lines } : { amount };

export const issueCreditNote = anyRoute({
  method: 'POST',
  path: '/v1/invoices/:number/credit-notes',
  summary: 'Give money back on a document',
  description:
    'Never more than remains of each line, nor of all of it, whoever else gives back at the same moment. Lines of adjustments are credited by their numbers, too.',
  may: { scope: 'billing' },
  params: InvoiceParams,
  query: noQuery,
  body: judgedBody(CreditBody),
  answers: { 201: CreditNoteView },
  meanings: { 201: 'The credit note; that of before where its `id` is known' },
  problems: {
    404: 'There is no such document',
    409: '`exceeds-remaining`: more than remains, which `remaining` says; `invoice-void`; `request-taken`: the id is that of a request for something else',
    422: 'The body has faults',
    504: 'Nothing was recorded; ask again',
  },
  handle:
    ({ invoiceBook, progress, limits }) =>
    ({ params: { number }, body: sent }, acting) =>
    async () => {
      const judged = judge(sent, faultsOf(sent));
      if (E.isLeft(judged)) return E.left(badInput(judged.left));
      const body = judged.right;
      const done = await invoiceBook.creditInvoice({
        tenant: acting.tenant,
        number,
        reason: body.reason,
        by: callerName(acting),
        wanted: wantedIn(body),
        request: body.id ?? randomUUID(),
      });
      if (E.isLeft(done)) return E.left(creditProblem(done.left));
      const { result, position } = done.right;
      // It is issued all the same where that takes long.
      if (position !== undefined) await progress.reached(position, limits.waitMs);
      return E.right(answer(201, result));
    },
});
