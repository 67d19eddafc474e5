import * as TE from 'fp-ts/lib/TaskEither.js';
import { ratedText } from '../../domain/rating/rated-text.ts';
import { anyRoute } from '../http/any-route.ts';
import { jsonBody } from '../http/json-body.ts';
import { rateRequest } from '../ratings/rate-request.ts';
import { RatingRequest } from '../ratings/rating-request.ts';
import { RatingView } from '../ratings/rating-view.ts';
import { answer, noParams, noQuery } from '../route.ts';

const description = `Nothing is stored or looked up: the charge is in the request, and it is rated for a whole period. Beside \`currency\` and
\`charge\` comes either \`quantity\`; or \`values\`, one a fact, for a percentage; or \`period\` with \`opening\` and \`changes\`, for
a level over time, whose charge says \`unit.per\`.`;

export const rateCharge = anyRoute({
  method: 'POST',
  path: '/v1/ratings',
  summary: 'Rate a quantity, values of facts or a level over time, as an invoice would',
  description,
  may: 'known',
  params: noParams,
  query: noQuery,
  body: jsonBody(RatingRequest),
  answers: { 200: RatingView },
  meanings: { 200: 'What it comes to, and by which prices' },
  problems: { 422: 'The request has faults, every one of which is named' },
  handle:
    () =>
    ({ body }) =>
      TE.right(answer(200, ratedText(rateRequest(body), body.currency))),
});
