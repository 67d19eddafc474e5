import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { oneOf } from '../../domain/codec/refined.ts';
import type { StorageAnomalyKind } from '../../domain/storage/file-history.ts';
import { instantText } from '../../domain/time/instant.ts';
import { TimeText } from '../answer-parts.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { Cursor, Limit, limitDefault, pageOf } from '../params/paging.ts';
import { readQuery } from '../params/read-query.ts';
import { answer, noParams } from '../route.ts';

const storageKinds = [
  'stored_again',
  'released_before_stored',
  'released_unknown',
  'attached_unknown',
] as const satisfies readonly StorageAnomalyKind[];

/** What can be odd. A kind that is none is a mistake of the caller, who would otherwise read that nothing is odd. */
const AnomalyKind = oneOf(
  'AnomalyKind',
  'conflict',
  'amendment_pending',
  'amendment_unfit',
  'measured_differs',
  ...storageKinds,
);

const AnomaliesQuery = readQuery(
  'AnomaliesQuery',
  {},
  { kind: AnomalyKind, limit: Limit, cursor: Cursor },
);

const AnomalyView = closed(
  'AnomalyView',
  { kind: t.string, source: t.string, id: t.string, at: TimeText, detail: t.string },
  {},
);
const AnomaliesPage = closed(
  'AnomaliesPage',
  { anomalies: t.readonlyArray(AnomalyView) },
  { cursor: t.string },
);

export const listAnomalies = anyRoute({
  method: 'GET',
  path: '/v1/anomalies',
  summary: 'What is odd about facts: shown, never dropped in silence',
  may: { scope: 'read' },
  params: noParams,
  query: AnomaliesQuery,
  body: noBody,
  answers: { 200: AnomaliesPage },
  handle:
    ({ queries }) =>
    ({ query: { kind, limit = limitDefault, cursor } }, { tenant }) =>
    async () => {
      const rows = await queries.anomalies(tenant, kind, { after: cursor, limit: limit + 1 });
      const { entries, ...next } = pageOf(rows, limit, (row) => row.cursor);
      const anomalies = entries.map(({ kind, source, id, at, detail }) => ({
        kind,
        source,
        id,
        at: instantText(at),
        detail,
      }));
      return E.right(answer(200, { anomalies, ...next }));
    },
});
