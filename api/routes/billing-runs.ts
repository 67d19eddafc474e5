import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { Name } from '../../domain/fact/parts.ts';
import { runView, RunView } from '../billing/run-view.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { Cursor, Limit, limitDefault, pageOf } from '../params/paging.ts';
import { readQuery } from '../params/read-query.ts';
import { problem } from '../problem.ts';
import { answer, noParams, noQuery } from '../route.ts';

const RunParams = closed('BillingRunParams', { id: Name }, {});
const RunQuery = readQuery('BillingRunQuery', {}, {});
const RunsQuery = readQuery('BillingRunsQuery', {}, { limit: Limit, cursor: Cursor });
const RunsPage = closed(
  'BillingRunsPage',
  { runs: t.readonlyArray(RunView) },
  { cursor: t.string },
);

const unknown = () => problem(404, 'not-found', 'There is no billing run of this id.');

const isSequence = (cursor: string): boolean => /^\d{1,18}$/.test(cursor);

export const listBillingRuns = anyRoute({
  method: 'GET',
  path: '/v1/billing-runs',
  summary: 'Billing runs, the newest first',
  may: { scope: 'billing' },
  params: noParams,
  query: RunsQuery,
  body: noBody,
  answers: { 200: RunsPage },
  problems: { 400: 'The cursor is none of this list' },
  handle:
    ({ runBook }) =>
    ({ query: { limit = limitDefault, cursor } }, { tenant }) =>
    async () => {
      if (cursor !== undefined && !isSequence(cursor)) {
        return E.left(problem(400, 'bad-input', 'The cursor is none of this list.'));
      }
      const records = await runBook.list(tenant, { after: cursor, limit: limit + 1 });
      const { entries, ...next } = pageOf(records, limit, ({ sequence }) => String(sequence));
      return E.right(answer(200, { runs: entries.map(runView), ...next }));
    },
});

export const getBillingRun = anyRoute({
  method: 'GET',
  path: '/v1/billing-runs/:id',
  summary: 'A billing run: how far it is, what it issued and what failed',
  may: { scope: 'billing' },
  params: RunParams,
  query: RunQuery,
  body: noBody,
  answers: { 200: RunView },
  problems: { 404: 'There is no such run' },
  handle:
    ({ runBook }) =>
    ({ params: { id } }, { tenant }) =>
    async () => {
      const record = await runBook.find(tenant, id);
      return record === undefined ? E.left(unknown()) : E.right(answer(200, runView(record)));
    },
});

export const cancelBillingRun = anyRoute({
  method: 'POST',
  path: '/v1/billing-runs/:id/cancel',
  summary: 'Stop a billing run after the accounts that are under way',
  description:
    'What it has issued stays, and another run of the month bills the rest. Again is safe.',
  may: { scope: 'billing' },
  params: RunParams,
  query: noQuery,
  body: noBody,
  answers: { 202: RunView },
  meanings: { 202: 'It stops, or was cancelled before' },
  problems: { 404: 'There is no such run', 409: 'It is completed' },
  handle:
    ({ runBook }) =>
    ({ params: { id } }, { tenant }) =>
    async () => {
      const before = await runBook.find(tenant, id);
      if (before === undefined) return E.left(unknown());
      if (before.ended === undefined) await runBook.cancel({ tenant, run: id });
      const record = (await runBook.find(tenant, id)) ?? before;
      return record.ended?.outcome === 'completed'
        ? E.left(problem(409, 'run-completed', 'The run is completed; what it issued stands.'))
        : E.right(answer(202, runView(record)));
    },
});
