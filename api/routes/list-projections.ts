import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { readQuery } from '../params/read-query.ts';
import { projectionView, ProjectionView } from '../projections/projection-view.ts';
import { answer, noParams } from '../route.ts';

const ProjectionsQuery = readQuery('ProjectionsQuery', {}, {});

const Projections = t.readonlyArray(ProjectionView, 'Projections');

export const listProjections = anyRoute({
  method: 'GET',
  path: '/v1/projections',
  summary: 'The read models and how far they are',
  may: { scope: 'read' },
  params: noParams,
  query: ProjectionsQuery,
  body: noBody,
  answers: { 200: Projections },
  handle:
    ({ queries }) =>
    () =>
    async () => {
      const projections = (await queries.projections()).map(projectionView);
      return E.right(answer(200, projections));
    },
});
