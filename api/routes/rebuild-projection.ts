import * as E from 'fp-ts/lib/Either.js';
import { closed } from '../../domain/codec/closed.ts';
import { Name } from '../../domain/fact/parts.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { problem } from '../problem.ts';
import { projectionView, ProjectionView } from '../projections/projection-view.ts';
import { answer, NoContent, noQuery } from '../route.ts';

const RebuildParams = closed('RebuildParams', { name: Name }, {});

const unknown = (name: string) =>
  problem(404, 'not-found', `There is no read model ${name}. See GET /v1/projections.`);

export const rebuildProjection = anyRoute({
  method: 'POST',
  path: '/v1/projections/:name/rebuild',
  summary: 'Has a read model filled anew from the log while the present one answers',
  description:
    'It takes its place when it has caught up, in one transaction. `GET /v1/projections` shows how far it is. Asked again, one that is under way goes on.',
  may: 'operator',
  params: RebuildParams,
  query: noQuery,
  body: noBody,
  answers: { 202: ProjectionView },
  problems: { 404: 'There is no such read model' },
  handle:
    ({ rebuilds, queries }) =>
    ({ params: { name } }) =>
    async () => {
      if ((await rebuilds.request(name)) === 'unknown') return E.left(unknown(name));
      const state = (await queries.projections()).find((each) => each.name === name);
      return state === undefined
        ? E.left(unknown(name))
        : E.right(answer(202, projectionView(state)));
    },
});

export const cancelRebuild = anyRoute({
  method: 'DELETE',
  path: '/v1/projections/:name/rebuild',
  summary: 'Gives up filling a read model anew; the present one goes on answering',
  may: 'operator',
  params: RebuildParams,
  query: noQuery,
  body: noBody,
  answers: { 204: NoContent },
  problems: {
    404: 'There is no such read model',
    409: 'It does not answer yet: to give it up would leave nothing',
  },
  handle:
    ({ rebuilds }) =>
    ({ params: { name } }) =>
    async () => {
      const outcome = await rebuilds.cancel(name);
      if (outcome === 'unknown') return E.left(unknown(name));
      return outcome === 'not-live'
        ? E.left(
            problem(409, 'not-live', `${name} does not answer yet, so that nothing would be left.`),
          )
        : E.right(answer(204, undefined));
    },
});
