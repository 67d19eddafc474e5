import * as E from 'fp-ts/lib/Either.js';
import { Name } from '../../domain/fact/parts.ts';
import { concernsOf, refusedIn, type Concern } from '../facts/concerns.ts';
import { FactView, factView } from '../facts/fact-view.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { readQuery } from '../params/read-query.ts';
import { problem } from '../problem.ts';
import type { FactRecord } from '../queries/queries.ts';
import { answer, noParams } from '../route.ts';

const FactQuery = readQuery('FactQuery', { source: Name, id: Name }, {});

/** The record as far as it concerns the caller; undefined where the fact does not. */
const shownTo = async (
  concerns: (fact: Concern) => Promise<boolean>,
  record: FactRecord,
): Promise<FactRecord | undefined> => {
  if (!(await concerns(record.fact))) return undefined;
  const conflicts: FactRecord['conflicts'][number][] = [];
  for (const conflict of record.conflicts) {
    // What was refused under the same name may be about somebody else.
    if (await concerns(refusedIn(conflict.refused))) conflicts.push(conflict);
  }
  return { ...record, conflicts };
};

export const getFact = anyRoute({
  method: 'GET',
  path: '/v1/facts',
  summary:
    'One fact with what amends it, what it comes to, what was refused and the meters it counts in',
  may: 'fact',
  params: noParams,
  query: FactQuery,
  body: noBody,
  answers: { 200: FactView },
  problems: { 404: 'There is no such fact' },
  handle:
    ({ queries, memberships }) =>
    ({ query: { source, id } }, acting) =>
    async () => {
      const record = await queries.fact({ tenant: acting.tenant, source, id });
      const shown =
        record === undefined ? undefined : await shownTo(concernsOf(memberships, acting), record);
      // What is another's is answered as what is not there.
      return shown === undefined
        ? E.left(problem(404, 'not-found', 'There is no fact with this source and id.'))
        : E.right(answer(200, factView(shown, await queries.meters(acting.tenant))));
    },
});
