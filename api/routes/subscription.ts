import * as E from 'fp-ts/lib/Either.js';
import { AccountName } from '../../domain/account.ts';
import { closed } from '../../domain/codec/closed.ts';
import { said } from '../../domain/codec/said.ts';
import { MeterKey } from '../../domain/meter/parts.ts';
import type { Decision, Rejection } from '../../domain/pricing/decision.ts';
import { endSubscription } from '../../domain/subscription/end-subscription.ts';
import {
  faultsOfChoice,
  subscribe,
  type Subscriptions,
} from '../../domain/subscription/subscribe.ts';
import { instantOf, type EpochMs } from '../../domain/time/instant.ts';
import { UtcText } from '../../domain/time/utc-text.ts';
import type { Deps } from '../deps.ts';
import { anyRoute } from '../http/any-route.ts';
import { judge, judgedBody } from '../http/judged-body.ts';
import { noBody } from '../http/no-body.ts';
import { readQuery } from '../params/read-query.ts';
import { decideAndRecord } from '../pricing/decide-and-record.ts';
import { problemOf } from '../pricing/problem-of.ts';
import { SubscriptionView, subscriptionView } from '../pricing/subscription-view.ts';
import { badInput, type Problem } from '../problem.ts';
import { answer, noQuery } from '../route.ts';

const path = '/v1/accounts/:account/subscription';
const SubscriptionParams = closed('SubscriptionParams', { account: AccountName }, {});
const SubscriptionBody = closed(
  'SubscriptionBody',
  { plan: MeterKey, from: UtcText },
  { model: MeterKey },
);
const SubscriptionQuery = readQuery('SubscriptionQuery', {}, {});
const EndQuery = closed('EndSubscriptionQuery', { from: UtcText }, {});

type Of = { readonly tenant: string; readonly account: SubscriptionView['account'] };

const viewOf = async ({ pricing, now }: Deps, { tenant, account }: Of): Promise<SubscriptionView> =>
  subscriptionView(
    account,
    await pricing.prices(tenant),
    await pricing.planChanges(tenant, account),
    now(),
  );

/** Has a change of an account's plan decided and recorded, and says what the account is on. */
const change = async (
  deps: Deps,
  { tenant, account }: Of,
  from: EpochMs,
  {
    decide,
    told,
  }: {
    readonly decide: (state: Subscriptions) => Decision;
    readonly told: (rejection: Rejection) => Problem;
  },
): Promise<E.Either<Problem, SubscriptionView>> => {
  const outcome = await decideAndRecord(
    deps,
    async () => {
      const prices = await deps.pricing.prices(tenant);
      const changes = await deps.pricing.planChanges(tenant, account);
      const billedTo = await deps.pricing.billedTo({ tenant, account }, from);
      return { decision: decide({ prices, changes, billedTo }), known: changes.length };
    },
    told,
  );
  return E.isLeft(outcome) ? outcome : E.right(await viewOf(deps, { tenant, account }));
};

const problems = {
  409: 'The model is withdrawn, or invoices of the account stand after `from` (`already-billed`)',
  504: 'It is on record, and the read models did not reach it in time: ask again',
};

export const putSubscription = anyRoute({
  method: 'PUT',
  path,
  summary: 'Put an account on a plan',
  description:
    'From any instant on, until the next change that is known; the model is the default one at that time where none is said. To a plan of another model than the account is on it changes at the beginning of a month only. The same again changes nothing.',
  may: { scope: 'billing' },
  params: SubscriptionParams,
  query: noQuery,
  body: judgedBody(SubscriptionBody),
  answers: { 200: SubscriptionView },
  meanings: { 200: 'The account is on the plan from then on' },
  problems: {
    ...problems,
    422: 'There is no such model or plan then, or the model cannot change then',
  },
  handle:
    (deps) =>
    ({ params: { account }, body }, { tenant }) =>
    async () => {
      const wanted = E.isRight(body.decoded)
        ? body.decoded
        : judge(body, faultsOfChoice(await deps.pricing.prices(tenant), said(body.value)));
      if (E.isLeft(wanted)) return E.left(badInput(wanted.left));
      const { plan, model } = wanted.right;
      const from = instantOf(wanted.right.from);
      const command = { tenant, account, plan, model, from };
      const view = await change(deps, { tenant, account }, from, {
        decide: (state) => subscribe(command, state),
        told: problemOf,
      });
      return E.map((told: SubscriptionView) => answer(200, told))(view);
    },
});

export const endSubscriptionRoute = anyRoute({
  method: 'DELETE',
  path,
  summary: 'End the subscription of an account',
  description:
    'From `from` on it is on the default plan of the default model, until the next change that is known. Where that is another model, a subscription ends at the beginning of a month only. Where there is none, nothing changes.',
  may: { scope: 'billing' },
  params: SubscriptionParams,
  query: EndQuery,
  body: noBody,
  answers: { 200: SubscriptionView },
  meanings: { 200: 'The account has no subscription from then on' },
  problems: { ...problems, 400: '`from` is missing, or the model cannot change then' },
  handle:
    (deps) =>
    ({ params: { account }, query }, { tenant }) =>
    async () => {
      const from = instantOf(query.from);
      const view = await change(deps, { tenant, account }, from, {
        decide: (state) => endSubscription({ tenant, account, from }, state),
        told: (rejection) => problemOf(rejection, 'query'),
      });
      return E.map((told: SubscriptionView) => answer(200, told))(view);
    },
});

export const getSubscription = anyRoute({
  method: 'GET',
  path,
  summary: 'The plan of an account now, and its subscriptions before and after',
  may: 'account_documents',
  params: SubscriptionParams,
  query: SubscriptionQuery,
  body: noBody,
  answers: { 200: SubscriptionView },
  handle:
    (deps) =>
    ({ params: { account } }, { tenant }) =>
    async () =>
      E.right(answer(200, await viewOf(deps, { tenant, account }))),
});
