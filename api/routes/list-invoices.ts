import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { AccountName } from '../../domain/account.ts';
import { remainingTotal } from '../../domain/billing/remaining.ts';
import { closed } from '../../domain/codec/closed.ts';
import { oneOf } from '../../domain/codec/refined.ts';
import { minorUnits } from '../../domain/money/currency.ts';
import { moneyText } from '../../domain/rating/texts.ts';
import { annotated } from '../annotated.ts';
import { DecimalText, TimeText } from '../answer-parts.ts';
import { MonthText } from '../billing/month-text.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { BilledPeriod, DocumentStatus } from '../invoices/document-codecs.ts';
import { Cursor, Limit, limitDefault, pageOf } from '../params/paging.ts';
import { readQuery } from '../params/read-query.ts';
import type { InvoiceSummary } from '../queries/documents.ts';
import { answer } from '../route.ts';

const InvoicesParams = closed('InvoicesParams', { account: AccountName }, {});
const InvoicesQuery = readQuery(
  'InvoicesQuery',
  {},
  { period: MonthText, status: DocumentStatus, limit: Limit, cursor: Cursor },
);

const InvoiceEntry = closed(
  'InvoiceEntry',
  {
    number: t.string,
    kind: oneOf('InvoiceEntryKind', 'invoice', 'credit_note'),
    period: BilledPeriod,
    currency: t.string,
    total: DecimalText,
    remaining: annotated(DecimalText, {
      description: 'What can still be given back: nothing where it is void or its total negative',
    }),
    status: DocumentStatus,
    issuedAt: TimeText,
  },
  {},
);
const InvoicesPage = closed(
  'InvoicesPage',
  { invoices: t.readonlyArray(InvoiceEntry) },
  { cursor: t.string },
);

const entryOf = ({
  number,
  kind,
  period,
  currency,
  total,
  status,
  issuedAt,
  credited,
}: InvoiceSummary): t.TypeOf<typeof InvoiceEntry> => ({
  number,
  kind,
  period,
  currency,
  total,
  remaining: moneyText(
    remainingTotal({ total, isVoid: status === 'void', credited }),
    minorUnits(currency),
  ),
  status,
  issuedAt,
});

export const listInvoices = anyRoute({
  method: 'GET',
  path: '/v1/accounts/:account/invoices',
  summary: 'The invoices of an account, the last issued first',
  description:
    'Without their lines. Documents whose total is negative are among them, as `credit_note`; those that operators issue on an invoice are told with it.',
  may: 'account_documents',
  params: InvoicesParams,
  query: InvoicesQuery,
  body: noBody,
  answers: { 200: InvoicesPage },
  handle:
    ({ queries }) =>
    (
      { params: { account }, query: { period, status, limit = limitDefault, cursor } },
      { tenant },
    ) =>
    async () => {
      const rows = await queries.invoices(
        { tenant, account, month: period, status },
        { after: cursor, limit: limit + 1 },
      );
      const { entries, ...next } = pageOf(rows, limit, (row) => row.cursor);
      return E.right(answer(200, { invoices: entries.map(entryOf), ...next }));
    },
});
