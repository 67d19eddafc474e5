import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { answer, noParams, noQuery, type AnyRoute } from '../route.ts';
import { openApiDocument } from './document.ts';

/** The route that answers with the description of all of these and of itself. */
export const openApiRoute = (others: readonly AnyRoute[]): AnyRoute => {
  const route = anyRoute({
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description, OpenAPI 3.1',
    may: 'anyone',
    params: noParams,
    query: noQuery,
    body: noBody,
    answers: { 200: t.UnknownRecord },
    handle: () => () => async () => E.right(answer(200, document)),
  });
  const document = openApiDocument([...others, route]);
  return route;
};
