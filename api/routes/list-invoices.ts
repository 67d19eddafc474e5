import * as E from 'fp-ts/lib/Either.js';
import { AccountName } from '../../domain/account.ts';
import { closed } from '../../domain/codec/closed.ts';
import { Name } from '../../domain/fact/parts.ts';
import { annotated } from '../annotated.ts';
import { MonthText } from '../billing/month-text.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { DocumentStatus } from '../invoices/document-codecs.ts';
import { InvoicesPage, invoicesPage } from '../invoices/invoice-list.ts';
import { Cursor, Limit } from '../params/paging.ts';
import { readQuery } from '../params/read-query.ts';
import { problem } from '../problem.ts';
import { answer, noParams } from '../route.ts';

const filters = { period: MonthText, status: DocumentStatus, limit: Limit, cursor: Cursor };

const AccountInvoicesParams = closed('AccountInvoicesParams', { account: AccountName }, {});
const AccountInvoicesQuery = readQuery('AccountInvoicesQuery', {}, filters);
const InvoicesQuery = readQuery(
  'InvoicesQuery',
  {},
  {
    ...filters,
    account: AccountName,
    run: annotated(Name, { description: 'The id of a billing run: what it issued' }),
  },
);

const withoutLines =
  'Without their lines. Documents whose total is negative are among them, as `credit_note`; those that operators issue on an invoice are told with it.';

export const listAccountInvoices = anyRoute({
  method: 'GET',
  path: '/v1/accounts/:account/invoices',
  summary: 'The invoices of an account, the last issued first',
  description: withoutLines,
  may: 'account_documents',
  params: AccountInvoicesParams,
  query: AccountInvoicesQuery,
  body: noBody,
  answers: { 200: InvoicesPage },
  handle:
    ({ queries }) =>
    ({ params: { account }, query: { period, status, limit, cursor } }, { tenant }) =>
    async () => {
      const asked = { tenant, account, month: period, status, run: undefined };
      return E.right(answer(200, await invoicesPage(queries, asked, { limit, cursor })));
    },
});

export const listInvoices = anyRoute({
  method: 'GET',
  path: '/v1/invoices',
  summary: 'The invoices of all accounts, or of a billing run, the last issued first',
  description: withoutLines,
  may: { anyOf: ['read', 'billing'] },
  params: noParams,
  query: InvoicesQuery,
  body: noBody,
  answers: { 200: InvoicesPage },
  problems: { 404: 'There is no such run' },
  handle:
    ({ queries, runBook }) =>
    ({ query: { account, period, status, run: id, limit, cursor } }, { tenant }) =>
    async () => {
      const run = id === undefined ? undefined : await runBook.find(tenant, id);
      if (id !== undefined && run === undefined) {
        return E.left(problem(404, 'not-found', 'There is no billing run of this id.'));
      }
      const asked = { tenant, account, month: period, status, run };
      return E.right(answer(200, await invoicesPage(queries, asked, { limit, cursor })));
    },
});
