import { randomBytes } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { AccountName } from '../../domain/account.ts';
import { closed } from '../../domain/codec/closed.ts';
import { listOf } from '../../domain/codec/list.ts';
import { refined } from '../../domain/codec/refined.ts';
import type { EpochMs } from '../../domain/time/instant.ts';
import { annotated } from '../annotated.ts';
import { callerName } from '../auth/caller-name.ts';
import { MonthText } from '../billing/month-text.ts';
import { requestProblem } from '../billing/request-problems.ts';
import { anyRoute } from '../http/any-route.ts';
import { jsonBody } from '../http/json-body.ts';
import { answer, noParams, noQuery } from '../route.ts';

const runName = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

const RunId = refined(
  'RunId',
  { type: 'string', pattern: runName.source },
  'must be 1 to 64 letters, digits and . _ : -, the first a letter or digit',
  (value): value is string => typeof value === 'string' && runName.test(value),
);

// An account's name is up to 262 characters, and an event of the log is limited.
const accountsMax = 1_000;

const RunWanted = closed(
  'BillingRunWanted',
  { period: MonthText },
  {
    accounts: annotated(listOf('BilledAccounts', AccountName, { min: 1, max: accountsMax }), {
      description: 'Whom to bill; absent: every account',
    }),
    dryRun: annotated(t.boolean, {
      description: 'Issues nothing; counts what would be issued and what that comes to',
    }),
    ignoreGrace: annotated(t.boolean, {
      description: 'Bills before the days of grace of the pricing models are over',
    }),
    id: annotated(RunId, {
      description:
        'A name of your own for the run: sent again with the same body it records nothing and answers the same',
    }),
  },
);
const RunAccepted = closed('BillingRunAccepted', { id: t.string }, {});

const drawnId = (now: EpochMs): string =>
  `run-${now.toString(36)}${randomBytes(6).toString('hex')}`;

export const requestBillingRun = anyRoute({
  method: 'POST',
  path: '/v1/billing-runs',
  summary: 'Bill a month that has ended',
  description: `Every account is billed by the log up to the event that records this request, so that the documents are the same
whenever and wherever they are made, and whatever breaks meanwhile. An account with an invoice of the month that is not void is left
alone. \`GET /v1/billing-runs/{id}\` shows how far it is.`,
  may: { scope: 'billing' },
  params: noParams,
  query: noQuery,
  body: jsonBody(RunWanted),
  answers: { 202: RunAccepted },
  meanings: { 202: 'The run is on record, and goes on by itself' },
  problems: {
    422: 'The body has faults, or names accounts that nothing is known of',
    409: '`period-open`: the month has not ended; `grace`: the days of grace are not over, `until` says when in both cases; `no-model`: nobody has a price in that month; `run-exists`: the id is that of a run for something else',
    504: 'Nothing was recorded; ask again',
  },
  handle:
    ({ runBook, progress, limits, now }) =>
    ({ body: { period, accounts, dryRun = false, ignoreGrace = false, id } }, acting) =>
    async () => {
      const run = id ?? drawnId(now());
      const by = callerName(acting);
      const wanted = { tenant: acting.tenant, run, month: period, dryRun, ignoreGrace, by };
      const asked = await runBook.request(
        accounts === undefined ? wanted : { ...wanted, accounts },
      );
      if (E.isLeft(asked)) return E.left(requestProblem(asked.left, accounts));
      // On record all the same where that takes long.
      const position = asked.right;
      if (position !== undefined && (await progress.reached(position, limits.waitMs))) {
        await runBook.announce();
      }
      return E.right(answer(202, { id: run }));
    },
});
