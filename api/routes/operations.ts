import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { oneOf } from '../../domain/codec/refined.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { problem } from '../problem.ts';
import { answer, noParams, noQuery, type AnyRoute } from '../route.ts';

// What operators and their machines ask; none of it needs a key.

const Alive = closed('Alive', { status: oneOf('AliveStatus', 'alive') }, {});
const Ready = closed('Ready', { status: oneOf('ReadyStatus', 'ready') }, {});

const healthz = anyRoute({
  method: 'GET',
  path: '/healthz',
  summary: 'Whether the process is alive',
  may: 'anyone',
  params: noParams,
  query: noQuery,
  body: noBody,
  answers: { 200: Alive },
  handle: () => () => async () => E.right(answer(200, { status: 'alive' } as const)),
});

const readyz = anyRoute({
  method: 'GET',
  path: '/readyz',
  summary: 'Whether the service can do its work',
  may: 'anyone',
  params: noParams,
  query: noQuery,
  body: noBody,
  answers: { 200: Ready },
  problems: { 503: 'It cannot; the detail names what is not ready' },
  handle:
    ({ readiness }) =>
    () =>
    async () => {
      const reasons = await readiness();
      return reasons.length === 0
        ? E.right(answer(200, { status: 'ready' } as const))
        : E.left(problem(503, 'not-ready', reasons.join('; ')));
    },
});

const metricsPage = anyRoute({
  method: 'GET',
  path: '/metrics',
  summary: 'Metrics in the format of Prometheus',
  may: 'anyone',
  params: noParams,
  query: noQuery,
  body: noBody,
  answers: { 200: t.string },
  mediaType: 'text/plain',
  handle:
    ({ metrics }) =>
    () =>
    async () =>
      E.right(answer(200, await metrics.text(), { 'content-type': metrics.contentType })),
});

export const operationRoutes: readonly AnyRoute[] = [healthz, readyz, metricsPage];
