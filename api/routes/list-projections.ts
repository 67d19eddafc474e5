import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { oneOf } from '../../domain/codec/refined.ts';
import { Count, WholeText } from '../answer-parts.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { readQuery } from '../params/read-query.ts';
import { answer, noParams } from '../route.ts';

const ProjectionsQuery = readQuery('ProjectionsQuery', {}, {});

const ProjectionView = closed(
  'ProjectionView',
  {
    name: t.string,
    version: Count,
    state: oneOf('ProjectionState', 'live', 'catching_up', 'stopped'),
    sequence: WholeText,
    position: WholeText,
    /** Stands for all of the log up to here: two that agree in it were made from the same events. */
    digest: t.string,
    lagSeconds: t.number,
  },
  { problem: t.string },
);
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
      const projections = (await queries.projections()).map(({ sequence, position, ...state }) => ({
        ...state,
        sequence: String(sequence),
        position: String(position),
      }));
      return E.right(answer(200, projections));
    },
});
