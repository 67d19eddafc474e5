import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { shippedMeters } from '../../domain/meter/meter.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { MeterView, ownView, shippedView } from '../meters/meter-view.ts';
import { readQuery } from '../params/read-query.ts';
import { answer, noParams } from '../route.ts';

const MetersQuery = readQuery('MetersQuery', {}, {});
const Meters = closed('Meters', { meters: t.readonlyArray(MeterView) }, {});

export const listMeters = anyRoute({
  method: 'GET',
  path: '/v1/meters',
  summary: 'The meters that turn facts into quantities: those of every tenant, then those defined',
  description: 'Retired meters are not among them.',
  may: { scope: 'read' },
  params: noParams,
  query: MetersQuery,
  body: noBody,
  answers: { 200: Meters },
  handle:
    ({ queries }) =>
    (_, { tenant }) =>
    async () => {
      const own = (await queries.meters(tenant))
        .filter(({ isRetired }) => !isRetired)
        .map(({ meter, state }) => ownView(meter, state));
      return E.right(answer(200, { meters: [...shippedMeters.map(shippedView), ...own] }));
    },
});
