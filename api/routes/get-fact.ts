import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { Name } from '../../domain/fact/parts.ts';
import { instantText } from '../../domain/time/instant.ts';
import { WholeText } from '../answer-parts.ts';
import { SentEvent } from '../facts/sent-events.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { readQuery } from '../params/read-query.ts';
import { problem } from '../problem.ts';
import type { FactRecord, OwnMeter } from '../queries/queries.ts';
import { answer, noParams } from '../route.ts';
import { FactMeters, metersOf } from '../usage/fact-meters.ts';

const FactQuery = readQuery('FactQuery', { source: Name, id: Name }, {});

const FactView = closed(
  'FactView',
  {
    fact: SentEvent,
    sequence: WholeText,
    position: WholeText,
    contentHash: t.string,
    recordedAt: t.string,
    /** What was refused under the same identity; `refused` is its canonical JSON. */
    conflicts: t.readonlyArray(
      closed(
        'ConflictView',
        { contentHash: t.string, recordedAt: t.string, sequence: WholeText, refused: t.string },
        {},
      ),
    ),
    /** The meters it counts in, those included that the tenant defined and may have retired. */
    meters: FactMeters,
  },
  {},
);
type FactView = t.TypeOf<typeof FactView>;

const viewOf = (
  { fact, sequence, position, conflicts, ...record }: FactRecord,
  own: readonly OwnMeter[],
): FactView => ({
  fact: {
    specversion: '1.0',
    id: fact.id,
    source: fact.source,
    type: fact.type,
    subject: fact.subject,
    time: instantText(fact.at),
    tenant: fact.tenant,
    data: fact.data,
  },
  sequence: String(sequence),
  position: String(position),
  contentHash: record.contentHash,
  recordedAt: record.recordedAt,
  conflicts: conflicts.map((conflict) => ({ ...conflict, sequence: String(conflict.sequence) })),
  meters: metersOf(
    fact,
    own.map(({ meter }) => meter),
  ),
});

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
        : E.right(answer(200, viewOf(record, await queries.meters(tenant))));
    },
});
