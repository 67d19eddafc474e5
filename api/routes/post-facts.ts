import * as E from 'fp-ts/lib/Either.js';
import { factsDescription, factsProblems } from '../facts/describe-intake.ts';
import { intakeScopes } from '../facts/fact-scope.ts';
import { FactsAnswer } from '../facts/facts-answer.ts';
import { receiveJson } from '../facts/receive-json.ts';
import { receiveLines } from '../facts/receive-lines.ts';
import { jsonContent, SentEvent } from '../facts/sent-events.ts';
import { anyRoute } from '../http/any-route.ts';
import type { ReceivedBody } from '../http/received-body.ts';
import { badInput } from '../problem.ts';
import { answer, noParams, noQuery, type Body } from '../route.ts';

const factsBody: Body<ReceivedBody> = {
  content: { ...jsonContent, 'application/x-ndjson': SentEvent },
  decode: E.right,
};

/** Facts in: one, an array, or lines of any number. */
export const postFacts = anyRoute({
  method: 'POST',
  path: '/v1/facts',
  summary: 'Record usage facts: one, an array, or lines of any number as a stream',
  description: factsDescription,
  may: { anyOf: intakeScopes },
  params: noParams,
  query: noQuery,
  body: factsBody,
  answers: { 202: FactsAnswer, 207: FactsAnswer },
  meanings: {
    202: 'All facts are in, and durable; those that were in before are counted as duplicates',
    207: 'Those in `refused` are not in, and all the others are: of an array facts in conflict, of lines also those that do not decode',
  },
  problems: {
    ...factsProblems,
    400: 'The request is malformed, with every fault of it; or a stream of lines broke off',
    503: 'The service cannot go on now; come again after Retry-After, with the lines after the last durable one',
  },
  handle:
    (deps) =>
    ({ body, closing }, acting) =>
    async () => {
      if (body.kind === 'none') return E.left(badInput([{ path: '', message: 'is missing' }]));
      const received =
        body.kind === 'lines'
          ? await receiveLines({ stream: body.stream, closing, room: body.room }, acting, deps)
          : await receiveJson(body, acting, deps);
      return E.map((facts: FactsAnswer) => answer(facts.refusedCount === 0 ? 202 : 207, facts))(
        received,
      );
    },
});
