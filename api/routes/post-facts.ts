import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { CloudEvent } from '../../domain/fact/decode-fact.ts';
import { FactsAnswer } from '../facts/facts-answer.ts';
import { receiveJson } from '../facts/receive-json.ts';
import { receiveLines } from '../facts/receive-lines.ts';
import { anyRoute } from '../http/any-route.ts';
import type { ReceivedBody } from '../http/received-body.ts';
import { badInput } from '../problem.ts';
import { answer, noParams, noQuery, type Body } from '../route.ts';

const Batch = t.readonlyArray(CloudEvent, 'CloudEventBatch');

const factsBody: Body<ReceivedBody> = {
  content: {
    'application/json': t.union([CloudEvent, Batch], 'CloudEventOrBatch'),
    'application/cloudevents+json': CloudEvent,
    'application/cloudevents-batch+json': Batch,
    'application/x-ndjson': CloudEvent,
  },
  decode: E.right,
};

/** Facts in: one, an array, or lines of any number. */
export const postFacts = anyRoute({
  method: 'POST',
  path: '/v1/facts',
  summary: 'Record usage facts: one, an array of up to 10,000, or lines of any number as a stream',
  may: { scope: 'ingest' },
  params: noParams,
  query: noQuery,
  body: factsBody,
  answers: { 202: FactsAnswer, 207: FactsAnswer },
  problems: {
    409: 'The one fact is in conflict with a known one',
    413: 'The body, or the one fact, is too large',
    422: 'Facts that do not decode, with every fault of every one; none is in',
  },
  handle:
    (deps) =>
    ({ body, closing }, { tenant }) =>
    async () => {
      if (body.kind === 'none') return E.left(badInput([{ path: '', message: 'is missing' }]));
      const received =
        body.kind === 'lines'
          ? await receiveLines({ stream: body.stream, closing }, tenant, deps)
          : await receiveJson(body, tenant, deps);
      return E.map((facts: FactsAnswer) => answer(facts.refusedCount === 0 ? 202 : 207, facts))(
        received,
      );
    },
});
