import * as E from 'fp-ts/lib/Either.js';
import { closed } from '../../domain/codec/closed.ts';
import type { Line } from '../../domain/billing/document.ts';
import { Name } from '../../domain/fact/parts.ts';
import { instantText } from '../../domain/time/instant.ts';
import { mayReadAccount } from '../auth/readable-accounts.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { LineFactsView } from '../invoices/line-facts-view.ts';
import { LineNumber } from '../params/line-number.ts';
import { Cursor, Limit, limitDefault, pageOf } from '../params/paging.ts';
import { readQuery } from '../params/read-query.ts';
import { badInput, problem } from '../problem.ts';
import type { IssuedDocument } from '../queries/documents.ts';
import { answer } from '../route.ts';

const LineFactsParams = closed('LineFactsParams', { number: Name }, {});
const LineFactsQuery = readQuery(
  'LineFactsQuery',
  { line: LineNumber },
  { limit: Limit, cursor: Cursor },
);

const lineIn = ({ document }: IssuedDocument, line: number): Line | undefined =>
  [...document.lines, ...document.adjustments.flatMap(({ lines }) => lines)].find(
    (each) => each.line === line,
  );

const whole = /^\d{1,18}$/;

export const getLineFacts = anyRoute({
  method: 'GET',
  path: '/v1/invoices/:number/facts',
  summary: 'The facts behind a line of an invoice, as they were when it was issued',
  description:
    'With what amends them, in the order of the log, whatever was said since. With all pages the digest of the line can be made again. Fees and minimums have no facts. What a fact says is told by `GET /v1/facts` to whom it concerns.',
  may: 'document',
  params: LineFactsParams,
  query: LineFactsQuery,
  body: noBody,
  answers: { 200: LineFactsView },
  problems: { 404: 'There is no such document or line, or it is not for this caller' },
  handle:
    ({ queries, memberships }) =>
    ({ params: { number }, query: { line, limit = limitDefault, cursor = '0' } }, acting) =>
    async () => {
      if (!whole.test(cursor)) {
        return E.left(badInput([{ path: '/cursor', message: 'must be that of the page before' }]));
      }
      const found = await queries.invoice(acting.tenant, number);
      const isTheirs =
        found !== undefined && (await mayReadAccount(memberships, acting, found.document.account));
      const told = isTheirs ? lineIn(found, line) : undefined;
      if (found === undefined || told === undefined) {
        return E.left(problem(404, 'not-found', 'There is no document with this number and line.'));
      }
      const { document } = found;
      const asked = { document, line, after: BigInt(cursor), limit: limit + 1 };
      const rows = await queries.lineFacts(asked);
      const { entries, ...next } = pageOf(rows, limit, ({ sequence }) => String(sequence));
      return E.right(
        answer(200, {
          invoice: number,
          line,
          ...(told.facts === undefined ? {} : { count: told.facts }),
          ...(told.factsDigest === undefined ? {} : { digest: told.factsDigest }),
          facts: entries.map(({ sequence, at, source, id, contentHash, type, subject }) => ({
            sequence: String(sequence),
            source,
            id,
            contentHash,
            type,
            subject,
            time: instantText(at),
          })),
          ...next,
        }),
      );
    },
});
