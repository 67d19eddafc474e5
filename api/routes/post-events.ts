import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { CloudEvent } from '../../domain/fact/decode-fact.ts';
import { FactsAnswer } from '../facts/facts-answer.ts';
import { receiveJson } from '../facts/receive-json.ts';
import { anyRoute } from '../http/any-route.ts';
import type { ReceivedBody } from '../http/received-body.ts';
import { badInput } from '../problem.ts';
import { answer, NoContent, noParams, noQuery, type Body } from '../route.ts';

const Batch = t.readonlyArray(CloudEvent, 'CloudEventBatch');

const eventsBody: Body<ReceivedBody> = {
  content: {
    'application/json': t.union([CloudEvent, Batch], 'CloudEventOrBatch'),
    'application/cloudevents+json': CloudEvent,
    'application/cloudevents-batch+json': Batch,
  },
  decode: E.right,
};

/** The path that OpenMeter's clients send to. */
export const postEvents = anyRoute({
  method: 'POST',
  path: '/api/v1/events',
  summary: 'Record usage facts as OpenMeter clients send them; without a body where all are in',
  may: { scope: 'ingest' },
  params: noParams,
  query: noQuery,
  body: eventsBody,
  answers: { 204: NoContent, 207: FactsAnswer },
  problems: {
    409: 'The one fact is in conflict with a known one',
    413: 'The body, or the one fact, is too large',
    422: 'Facts that do not decode, with every fault of every one; none is in',
  },
  handle:
    (deps) =>
    ({ body }, { tenant }) =>
    async () => {
      if (body.kind !== 'json') return E.left(badInput([{ path: '', message: 'is missing' }]));
      const received = await receiveJson(body, tenant, deps);
      return E.map((facts: FactsAnswer) =>
        facts.refusedCount === 0 ? answer(204, undefined) : answer(207, facts),
      )(received);
    },
});
