import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { decimalToText } from '../../domain/decimal.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { Name } from '../../domain/fact/parts.ts';
import { meteringBy } from '../../domain/meter/metered.ts';
import { shippedMeters } from '../../domain/meter/meter.ts';
import { instantText } from '../../domain/time/instant.ts';
import { DecimalText, WholeText } from '../answer-parts.ts';
import { SentEvent } from '../facts/sent-events.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { readQuery } from '../params/read-query.ts';
import { problem } from '../problem.ts';
import type { FactRecord } from '../queries/queries.ts';
import { answer, noParams } from '../route.ts';

const FactQuery = readQuery('FactQuery', { source: Name, id: Name }, {});

const metering = meteringBy(shippedMeters);

const metersOf = (fact: Fact): FactView['meters'] => {
  const metered = metering(fact);
  return shippedMeters
    .filter(({ types }) => types.includes(fact.type))
    .flatMap(({ key, aggregation }) => {
      const found = metered.find(({ meter }) => meter === key);
      if (found?.kind === 'sum') return [{ meter: key, quantity: decimalToText(found.quantity) }];
      return aggregation === 'time_weighted' ? [{ meter: key }] : [];
    });
};

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
        : E.right(answer(200, factView(record)));
    },
});
