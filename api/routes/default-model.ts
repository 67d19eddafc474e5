import * as E from 'fp-ts/lib/Either.js';
import { closed } from '../../domain/codec/closed.ts';
import { MeterKey } from '../../domain/meter/parts.ts';
import { setDefaultModel, startOf } from '../../domain/pricing/set-default-model.ts';
import { instantOf } from '../../domain/time/instant.ts';
import { UtcText } from '../../domain/time/utc-text.ts';
import { anyRoute } from '../http/any-route.ts';
import { jsonBody } from '../http/json-body.ts';
import { noBody } from '../http/no-body.ts';
import { readQuery } from '../params/read-query.ts';
import { decideAndRecord } from '../pricing/decide-and-record.ts';
import { DefaultModelView, defaultModelView } from '../pricing/default-view.ts';
import { problemOf } from '../pricing/problem-of.ts';
import { answer, noParams, noQuery } from '../route.ts';

const DefaultModelBody = closed('DefaultModelBody', { model: MeterKey }, { from: UtcText });
const DefaultModelQuery = readQuery('DefaultModelQuery', {}, {});

export const putDefaultModel = anyRoute({
  method: 'PUT',
  path: '/v1/default-model',
  summary: 'Say which pricing model accounts without a subscription are on',
  description:
    'From the beginning of a month on, in the time zones of the model before and of this one. The first may be set without `from`: since always.',
  may: { scope: 'billing' },
  params: noParams,
  query: noQuery,
  body: jsonBody(DefaultModelBody),
  answers: { 200: DefaultModelView },
  meanings: { 200: 'It is set, or was set in this way before' },
  problems: {
    409: 'The model is withdrawn, or invoices stand after `from` (`already-billed`)',
    422: 'There is no such model, or `from` is missing or no beginning of a month',
    504: 'It is on record, and the read models did not reach it in time: ask again',
  },
  handle:
    (deps) =>
    ({ body }, { tenant }) =>
    async () => {
      const command = {
        tenant,
        model: body.model,
        from: body.from === undefined ? undefined : instantOf(body.from),
      };
      const outcome = await decideAndRecord(
        deps,
        async () => {
          const prices = await deps.pricing.prices(tenant);
          const from = startOf(command, prices);
          const billedTo = await deps.pricing.billedTo({ tenant }, from);
          return {
            decision: setDefaultModel(command, { prices, billedTo }),
            known: prices.defaults.length,
          };
        },
        problemOf,
      );
      if (E.isLeft(outcome)) return outcome;
      const view = defaultModelView(await deps.pricing.prices(tenant), deps.now());
      return E.right(answer(200, view));
    },
});

export const getDefaultModel = anyRoute({
  method: 'GET',
  path: '/v1/default-model',
  summary: 'Which pricing model accounts without a subscription are on, and from when',
  may: 'known',
  params: noParams,
  query: DefaultModelQuery,
  body: noBody,
  answers: { 200: DefaultModelView },
  handle:
    ({ pricing, now }) =>
    (_, { tenant }) =>
    async () =>
      E.right(answer(200, defaultModelView(await pricing.prices(tenant), now()))),
});
