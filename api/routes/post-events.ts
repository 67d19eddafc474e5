import * as E from 'fp-ts/lib/Either.js';
import { arraysDescription, factsProblems } from '../facts/describe-intake.ts';
import { intakeScopes } from '../facts/fact-scope.ts';
import { FactsAnswer } from '../facts/facts-answer.ts';
import { receiveJson } from '../facts/receive-json.ts';
import { jsonContent } from '../facts/sent-events.ts';
import { anyRoute } from '../http/any-route.ts';
import type { ReceivedBody } from '../http/received-body.ts';
import { badInput } from '../problem.ts';
import { answer, NoContent, noParams, noQuery, type Body } from '../route.ts';

const eventsBody: Body<ReceivedBody> = {
  content: jsonContent,
  decode: E.right,
};

/** The path that OpenMeter's clients send to. */
export const postEvents = anyRoute({
  method: 'POST',
  path: '/api/v1/events',
  summary: 'Record usage facts as OpenMeter clients send them; without a body where all are in',
  description: arraysDescription,
  may: { anyOf: intakeScopes },
  params: noParams,
  query: noQuery,
  body: eventsBody,
  answers: { 204: NoContent, 207: FactsAnswer },
  meanings: {
    204: 'All facts are in, and durable, be it since before',
    207: 'Those in `refused` are in conflict with known ones and not in; all the others are',
  },
  problems: factsProblems,
  handle:
    (deps) =>
    ({ body }, acting) =>
    async () => {
      if (body.kind !== 'json') return E.left(badInput([{ path: '', message: 'is missing' }]));
      const received = await receiveJson(body, acting, deps);
      return E.map((facts: FactsAnswer) =>
        facts.refusedCount === 0 ? answer(204, undefined) : answer(207, facts),
      )(received);
    },
});
