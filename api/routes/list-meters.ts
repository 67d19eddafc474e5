import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { oneOf } from '../../domain/codec/refined.ts';
import { shippedMeters } from '../../domain/meter/meter.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { readQuery } from '../params/read-query.ts';
import { answer, noParams } from '../route.ts';

const MetersQuery = readQuery('MetersQuery', {}, {});

const MeterView = closed(
  'MeterView',
  {
    key: t.string,
    unit: t.string,
    types: t.readonlyArray(t.string),
    aggregation: oneOf('Aggregation', 'count', 'sum', 'time_weighted'),
  },
  { value: t.string, absent: oneOf('AbsentValue', '1') },
);
const Meters = closed('Meters', { meters: t.readonlyArray(MeterView) }, {});

export const listMeters = anyRoute({
  method: 'GET',
  path: '/v1/meters',
  summary: 'The meters that turn facts into quantities',
  may: { scope: 'read' },
  params: noParams,
  query: MetersQuery,
  body: noBody,
  answers: { 200: Meters },
  handle: () => () => async () => E.right(answer(200, { meters: shippedMeters })),
});
