import * as E from 'fp-ts/lib/Either.js';
import { closed } from '../../domain/codec/closed.ts';
import { Name } from '../../domain/fact/parts.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { problem } from '../problem.ts';
import { answer, NoContent, noQuery } from '../route.ts';

export const revokeKey = anyRoute({
  method: 'DELETE',
  path: '/v1/keys/:id',
  summary: 'Revoke a key for good. Again is no mistake',
  description:
    'This process knows of it at once, others that serve the same tenants within seconds.',
  may: { scope: 'admin' },
  params: closed('KeyParams', { id: Name }, {}),
  query: noQuery,
  body: noBody,
  answers: { 204: NoContent },
  problems: { 404: 'The tenant has no such key' },
  handle:
    ({ keys }) =>
    ({ params: { id } }, { tenant }) =>
    async () =>
      (await keys.revoke(tenant, id))
        ? E.right(answer(204, undefined))
        : E.left(problem(404, 'not-found', 'There is no key of this id.')),
});
