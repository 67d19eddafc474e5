import * as E from 'fp-ts/lib/Either.js';
import { closed } from '../../domain/codec/closed.ts';
import { MeterKey } from '../../domain/meter/parts.ts';
import { faultsWithTenant } from '../../domain/pricing/faults-with-tenant.ts';
import type { PricingVersion } from '../../domain/pricing/pricing-model.ts';
import { PricingVersionDefinition } from '../../domain/pricing/pricing-version.ts';
import { publishVersion, versionFrom } from '../../domain/pricing/publish-version.ts';
import { FactNumber } from '../../domain/rating/charge.ts';
import { instantOf } from '../../domain/time/instant.ts';
import type { Deps } from '../deps.ts';
import { anyRoute } from '../http/any-route.ts';
import { judge, judgedBody } from '../http/judged-body.ts';
import { metersOf } from '../meters/meters-of.ts';
import { decideAndRecord } from '../pricing/decide-and-record.ts';
import { problemOf } from '../pricing/problem-of.ts';
import { badInput } from '../problem.ts';
import { answer, noQuery } from '../route.ts';

const description = `A version is for good: it takes effect at the beginning of a month, never changes, and what must differ is
published as the next one. Numbers are texts, since a JSON number would be a float. The currency and the time zone are those of
every version of the model. The same version again is no fault and publishes nothing.`;

export const ModelParams = closed('ModelParams', { key: MeterKey }, {});
const Published = closed('Published', { key: MeterKey, version: FactNumber }, {});

const publish = (
  deps: Deps,
  { tenant, model }: { readonly tenant: string; readonly model: string },
  pricing: PricingVersion,
) =>
  decideAndRecord(
    deps,
    async () => {
      const { models, withdrawn } = await deps.pricing.prices(tenant);
      const versions = models.get(model) ?? [];
      const from = instantOf(pricing.effectiveFrom);
      const billedTo = await deps.pricing.billedTo({ tenant, model }, from);
      return {
        decision: publishVersion({ tenant, model, pricing }, { versions, billedTo }),
        known: versions.length + Number(withdrawn.has(model)),
      };
    },
    problemOf,
  );

export const publishPricing = anyRoute({
  method: 'PUT',
  path: '/v1/pricing-models/:key',
  summary: 'Publish a version of a pricing model',
  description,
  may: { scope: 'billing' },
  params: ModelParams,
  query: noQuery,
  body: judgedBody(PricingVersionDefinition),
  answers: { 200: Published, 201: Published },
  meanings: {
    200: 'This version was published before',
    201: 'The version is published, and on record',
  },
  problems: {
    409: 'Another version takes effect at the same time, or invoices by this model stand after it (`already-billed`)',
    422: 'The version has faults, every one of which is named',
    504: 'It is on record, and the read models did not reach it in time: ask again',
  },
  handle:
    (deps) =>
    ({ params: { key: model }, body }, { tenant }) =>
    async () => {
      const { models } = await deps.pricing.prices(tenant);
      const meters = await metersOf(deps.queries, tenant);
      const meterOf = (key: string) => meters.find((meter) => meter.key === key);
      const judged = judge(body, faultsWithTenant(body.value, meterOf, models.get(model) ?? []));
      if (E.isLeft(judged)) return E.left(badInput(judged.left));
      const outcome = await publish(deps, { tenant, model }, judged.right);
      if (E.isLeft(outcome)) return outcome;
      const standing = (await deps.pricing.prices(tenant)).models.get(model) ?? [];
      const version = versionFrom(standing, judged.right)?.version;
      if (version === undefined) {
        throw new Error(`the version of ${model} is on record and not known`);
      }
      return E.right(answer(outcome.right === 'recorded' ? 201 : 200, { key: model, version }));
    },
});
