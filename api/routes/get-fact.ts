import * as E from 'fp-ts/lib/Either.js';
import { Name } from '../../domain/fact/parts.ts';
import { metersOf } from '../facts/fact-meters.ts';
import { FactView, factView } from '../facts/fact-view.ts';
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
      if (record === undefined) {
        return E.left(problem(404, 'not-found', 'There is no fact with this source and id.'));
      }
      // Retired ones count on.
      const own = (await queries.meters(tenant)).map(({ meter }) => meter);
      return E.right(answer(200, factView(record, (net) => metersOf(net, own))));
    },
});
