import * as E from 'fp-ts/lib/Either.js';
import { withdrawModel } from '../../domain/pricing/withdraw-model.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { decideAndRecord } from '../pricing/decide-and-record.ts';
import { problemOf } from '../pricing/problem-of.ts';
import { answer, NoContent, noQuery } from '../route.ts';
import { ModelParams } from './publish-pricing.ts';

export const withdrawPricing = anyRoute({
  method: 'DELETE',
  path: '/v1/pricing-models/:key',
  summary: 'Offer a pricing model no longer',
  description:
    'It takes no new subscriptions and is made the default no more. Who is on it stays and is billed by it, and new versions of it may be published for them. Withdrawing it again changes nothing.',
  may: { scope: 'billing' },
  params: ModelParams,
  query: noQuery,
  body: noBody,
  answers: { 204: NoContent },
  meanings: { 204: 'The model is withdrawn' },
  problems: {
    404: 'There is no such pricing model',
    504: 'It is on record, and the read models did not reach it in time: ask again',
  },
  handle:
    (deps) =>
    ({ params: { key: model } }, { tenant }) =>
    async () => {
      const outcome = await decideAndRecord(
        deps,
        async () => {
          const { models, withdrawn } = await deps.pricing.prices(tenant);
          const versions = models.get(model)?.length ?? 0;
          const isWithdrawn = withdrawn.has(model);
          return {
            decision: withdrawModel({ tenant, model }, { isPublished: versions > 0, isWithdrawn }),
            known: versions + Number(isWithdrawn),
          };
        },
        problemOf,
      );
      return E.map(() => answer(204, undefined))(outcome);
    },
});
