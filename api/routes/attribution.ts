import * as E from 'fp-ts/lib/Either.js';
import { closed } from '../../domain/codec/closed.ts';
import {
  AttributionDefinition,
  faultsOfPolicy,
} from '../../domain/attribution/attribution-definition.ts';
import type { AttributionPolicy } from '../../domain/attribution/policy.ts';
import {
  publishAttribution,
  versionOfPolicy,
} from '../../domain/attribution/publish-attribution.ts';
import { FactNumber } from '../../domain/rating/charge.ts';
import { instantOf } from '../../domain/time/instant.ts';
import type { Deps } from '../deps.ts';
import { anyRoute } from '../http/any-route.ts';
import { judge, judgedBody } from '../http/judged-body.ts';
import { noBody } from '../http/no-body.ts';
import { metersOf } from '../meters/meters-of.ts';
import { readQuery } from '../params/read-query.ts';
import { AttributionView, attributionView } from '../pricing/attribution-view.ts';
import { decideAndRecord } from '../pricing/decide-and-record.ts';
import { problemOf } from '../pricing/problem-of.ts';
import { badInput } from '../problem.ts';
import type { PricingQueries } from '../queries/pricing.ts';
import { answer, noParams, noQuery } from '../route.ts';

const description = `Who pays for what is done in a group: the \`actor\`, the \`group\`, the \`group_owner\`, or several of them with shares
that sum to 1; by meter where it differs. A version takes effect after all before it and never changes. Before the first one the
actor pays. The same version again is no fault and publishes nothing.`;

const AttributionQuery = readQuery('AttributionQuery', {}, {});
const Published = closed('PublishedAttribution', { version: FactNumber }, {});

const policiesOf = async (
  { attribution }: PricingQueries,
  tenant: string,
): Promise<readonly AttributionPolicy[]> => (await attribution(tenant)).map(({ policy }) => policy);

const publish = (deps: Deps, tenant: string, policy: AttributionPolicy) =>
  decideAndRecord(
    deps,
    async () => {
      const policies = await policiesOf(deps.pricing, tenant);
      const billedTo = await deps.pricing.billedTo({ tenant }, instantOf(policy.effectiveFrom));
      return {
        decision: publishAttribution({ tenant, policy }, { policies, billedTo }),
        known: policies.length,
      };
    },
    problemOf,
  );

export const putAttribution = anyRoute({
  method: 'PUT',
  path: '/v1/attribution',
  summary: 'Publish who pays',
  description,
  may: { scope: 'billing' },
  params: noParams,
  query: noQuery,
  body: judgedBody(AttributionDefinition),
  answers: { 200: Published, 201: Published },
  meanings: {
    200: 'This version was published before',
    201: 'The version is published, and on record',
  },
  problems: {
    409: 'Invoices stand after it takes effect (`already-billed`)',
    422: 'The policy has faults, every one of which is named',
    504: 'It is on record, and the read models did not reach it in time: ask again',
  },
  handle:
    (deps) =>
    ({ body }, { tenant }) =>
    async () => {
      const meters = await metersOf(deps.queries, tenant);
      const judged = judge(body, faultsOfPolicy(body.value, meters));
      if (E.isLeft(judged)) return E.left(badInput(judged.left));
      const outcome = await publish(deps, tenant, judged.right);
      if (E.isLeft(outcome)) return outcome;
      const version = versionOfPolicy(await policiesOf(deps.pricing, tenant), judged.right);
      if (version === undefined) throw new Error('the attribution is on record and not known');
      return E.right(answer(outcome.right === 'recorded' ? 201 : 200, { version }));
    },
});

export const getAttribution = anyRoute({
  method: 'GET',
  path: '/v1/attribution',
  summary: 'Who pays, with all versions',
  may: 'known',
  params: noParams,
  query: AttributionQuery,
  body: noBody,
  answers: { 200: AttributionView },
  handle:
    ({ pricing, now }) =>
    (_, { tenant }) =>
    async () =>
      E.right(answer(200, attributionView(await pricing.attribution(tenant), now()))),
});
