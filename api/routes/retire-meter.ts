import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { shippedMeters } from '../../domain/meter/meter.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { waitForPosition } from '../http/wait-for-position.ts';
import { problem } from '../problem.ts';
import { answer, NoContent, noQuery } from '../route.ts';

const RetireParams = closed('RetireParams', { key: t.string }, {});

export const retireMeter = anyRoute({
  method: 'DELETE',
  path: '/v1/meters/:key',
  summary: 'Offer a meter no longer',
  description:
    'It counts on, since documents may stand on it; its key is not free again. Retiring a meter again changes nothing.',
  may: { scope: 'admin' },
  params: RetireParams,
  query: noQuery,
  body: noBody,
  answers: { 204: NoContent },
  meanings: { 204: 'The meter is retired' },
  problems: {
    404: 'There is no such meter',
    409: 'Every tenant has this meter',
    504: 'It is on record, and the read models did not reach it in time: ask again',
  },
  handle:
    (deps) =>
    ({ params: { key } }, { tenant }) =>
    async () => {
      if (shippedMeters.some((meter) => meter.key === key)) {
        return E.left(problem(409, 'meter-shipped', `Every tenant has the meter ${key}.`));
      }
      const known = (await deps.queries.meters(tenant)).find(({ meter }) => meter.key === key);
      if (known === undefined) {
        return E.left(problem(404, 'not-found', 'There is no meter of this key.'));
      }
      if (!known.isRetired) {
        const after = await deps.meterBook.retire(tenant, key);
        const late = await waitForPosition(deps, { after });
        if (late !== undefined) return E.left(late);
      }
      return E.right(answer(204, undefined));
    },
});
