import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { decimalToText } from '../../domain/decimal.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { Name } from '../../domain/fact/parts.ts';
import { meteringBy } from '../../domain/meter/metered.ts';
import { shippedMeters } from '../../domain/meter/meter.ts';
import { DecimalText, WholeText } from '../answer-parts.ts';
import { concernsOf, refusedIn, type Concern } from '../facts/concerns.ts';
import { sentEvent, SentEvent } from '../facts/sent-events.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { readQuery } from '../params/read-query.ts';
import { problem } from '../problem.ts';
import type { FactRecord } from '../queries/queries.ts';
import { answer, noParams } from '../route.ts';

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
    /** The meters it counts in; without a quantity where that depends on time. */
    meters: t.readonlyArray(closed('MeteredView', { meter: t.string }, { quantity: DecimalText })),
  },
  {},
);
type FactView = t.TypeOf<typeof FactView>;

const metering = meteringBy(shippedMeters);

const metersOf = (fact: Fact): FactView['meters'] => {
  const metered = metering(fact);
  return shippedMeters
    .filter(({ types }) => types.includes(fact.type))
    .flatMap(({ key, aggregation }) => {
      const quantity = metered.find(({ meter }) => meter === key)?.quantity;
      if (quantity !== undefined) return [{ meter: key, quantity: decimalToText(quantity) }];
      return aggregation === 'time_weighted' ? [{ meter: key }] : [];
    });
};

const viewOf = ({ fact, sequence, position, conflicts, ...record }: FactRecord): FactView => ({
  fact: sentEvent(fact),
  sequence: String(sequence),
  position: String(position),
  contentHash: record.contentHash,
  recordedAt: record.recordedAt,
  conflicts: conflicts.map((conflict) => ({ ...conflict, sequence: String(conflict.sequence) })),
  meters: metersOf(fact),
});

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
  summary: 'One fact, what was refused under its identity, and the meters it counts in',
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
        : E.right(answer(200, viewOf(shown)));
    },
});
