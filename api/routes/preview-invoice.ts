import * as E from 'fp-ts/lib/Either.js';
import { AccountName } from '../../domain/account.ts';
import { closed } from '../../domain/codec/closed.ts';
import { instantText } from '../../domain/time/instant.ts';
import { MonthText } from '../billing/month-text.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { DraftView } from '../invoices/draft-view.ts';
import { readQuery } from '../params/read-query.ts';
import { problem } from '../problem.ts';
import { answer } from '../route.ts';

const PreviewParams = closed('PreviewParams', { account: AccountName }, {});
const PreviewQuery = readQuery('PreviewQuery', { period: MonthText }, {});

export const previewInvoice = anyRoute({
  method: 'GET',
  path: '/v1/accounts/:account/invoices/preview',
  summary: 'What an account would be billed for a month now',
  description:
    'Rated as an invoice is and kept nowhere. Of a month that has not ended levels count up to now, and everything else as it is. Of a month that is billed already it is what all of it comes to now; `billed` says what stands for it.',
  may: 'account_documents',
  params: PreviewParams,
  query: PreviewQuery,
  body: noBody,
  answers: { 200: DraftView },
  problems: { 409: 'There are no prices for this month' },
  handle:
    ({ queries, now }) =>
    ({ params: { account }, query: { period } }, { tenant }) =>
    async () => {
      const at = now();
      const seen = await queries.preview({ tenant, account, month: period, now: at });
      if (seen === undefined) {
        const detail = `No pricing model is in force for ${account} in ${period}: publish one and make it the default, or subscribe the account.`;
        return E.left(problem(409, 'no-prices', detail));
      }
      const { draft, invoice, billed } = seen;
      const standing = {
        ...(invoice === undefined ? {} : { invoice }),
        ...(billed === undefined ? {} : { billed }),
      };
      return E.right(answer(200, { ...draft, asOf: instantText(at), ...standing }));
    },
});
