import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { readQuery } from '../params/read-query.ts';
import { ModelView, modelView } from '../pricing/model-view.ts';
import { problemOf } from '../pricing/problem-of.ts';
import { answer, noParams } from '../route.ts';
import { ModelParams } from './publish-pricing.ts';

const PricingQuery = readQuery('PricingQuery', {}, {});
const Models = closed('PricingModels', { models: t.readonlyArray(ModelView) }, {});

export const listPricing = anyRoute({
  method: 'GET',
  path: '/v1/pricing-models',
  summary: 'The pricing models of a tenant, with all of their versions',
  may: 'known',
  params: noParams,
  query: PricingQuery,
  body: noBody,
  answers: { 200: Models },
  handle:
    ({ pricing }) =>
    (_, { tenant }) =>
    async () => {
      const prices = await pricing.prices(tenant);
      const models = [...prices.models.keys()].flatMap((key) => modelView(prices, key) ?? []);
      return E.right(answer(200, { models }));
    },
});

export const getPricing = anyRoute({
  method: 'GET',
  path: '/v1/pricing-models/:key',
  summary: 'A pricing model with all of its versions',
  may: 'known',
  params: ModelParams,
  query: PricingQuery,
  body: noBody,
  answers: { 200: ModelView },
  problems: { 404: 'There is no such pricing model' },
  handle:
    ({ pricing }) =>
    ({ params: { key } }, { tenant }) =>
    async () => {
      const view = modelView(await pricing.prices(tenant), key);
      return view === undefined
        ? E.left(problemOf({ kind: 'unknown-model', model: key }))
        : E.right(answer(200, view));
    },
});
