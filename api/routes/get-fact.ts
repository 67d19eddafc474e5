import * as E from 'fp-ts/lib/Either.js';
import { Name } from '../../domain/fact/parts.ts';
import { factView, FactView } from '../facts/fact-view.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { readQuery } from '../params/read-query.ts';
import { problem } from '../problem.ts';
import { answer, noParams } from '../route.ts';

const FactQuery = readQuery('FactQuery', { source: Name, id: Name }, {});

export const getFact = anyRoute({
  method: 'GET',
  path: '/v1/facts',
  summary: 'One fact, what was refused under its identity, and the meters it counts in',
  may: { scope: 'read' },
  params: noParams,
  query: FactQuery,
  body: noBody,
  answers: { 200: FactView },
  problems: { 404: 'There is no such fact' },
  handle:
    ({ queries }) =>
    ({ query: { source, id } }, { tenant }) =>
    async () => {
      const record = await queries.fact({ tenant, source, id });
      return record === undefined
        ? E.left(problem(404, 'not-found', 'There is no fact with this source and id.'))
        : E.right(answer(200, factView(record, await queries.meters(tenant))));
    },
});
