import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { WholeText } from '../answer-parts.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { readQuery } from '../params/read-query.ts';
import { answer, noParams } from '../route.ts';

const SummaryQuery = readQuery('SummaryQuery', {}, {});
const Counts = t.record(t.string, WholeText);

const Summary = closed(
  'Summary',
  { facts: WholeText, factsByType: Counts, anomalies: WholeText, anomaliesByKind: Counts },
  {},
);

const total = (counts: Readonly<Record<string, bigint>>): string =>
  String(Object.values(counts).reduce((sum, count) => sum + count, 0n));

const asTexts = (counts: Readonly<Record<string, bigint>>): Record<string, string> =>
  Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, String(count)]));

export const getSummary = anyRoute({
  method: 'GET',
  path: '/v1/summary',
  summary: 'How many facts count, by type, and how many anomalies are open, by kind',
  may: { scope: 'read' },
  params: noParams,
  query: SummaryQuery,
  body: noBody,
  answers: { 200: Summary },
  handle:
    ({ queries }) =>
    (_request, { tenant }) =>
    async () => {
      const { factsByType, anomaliesByKind } = await queries.summary(tenant);
      return E.right(
        answer(200, {
          facts: total(factsByType),
          factsByType: asTexts(factsByType),
          anomalies: total(anomaliesByKind),
          anomaliesByKind: asTexts(anomaliesByKind),
        }),
      );
    },
});
