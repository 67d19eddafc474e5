import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { AccountName, accountOf, type Account } from '../../domain/account.ts';
import { closed } from '../../domain/codec/closed.ts';
import { oneOf } from '../../domain/codec/refined.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { readQuery } from '../params/read-query.ts';
import { QuarterHourText } from '../params/times.ts';
import { Window, windowsOf } from '../params/window.ts';
import { badInput, type RequestFault } from '../problem.ts';
import { answer } from '../route.ts';
import { SummedMeter, unitOf } from '../usage/summed-meter.ts';
import { UsageView, usageView } from '../usage/usage-view.ts';

const UsageParams = closed('UsageParams', { account: AccountName }, {});
const UsageQuery = readQuery(
  'UsageQuery',
  { from: QuarterHourText, to: QuarterHourText, meter: SummedMeter },
  { window: Window, groupBy: oneOf('GroupBy', 'group', 'subject') },
);
type UsageQuery = t.TypeOf<typeof UsageQuery>;

/** A user's usage is told apart by group and a group's by subject; the other way round there is nothing to tell apart. */
const faultOfGrouping = (
  { kind }: Account,
  groupBy: UsageQuery['groupBy'],
): readonly RequestFault[] => {
  const known = kind === 'user' ? 'group' : 'subject';
  return groupBy === undefined || groupBy === known
    ? []
    : [{ in: 'query', path: '/groupBy', message: `must be ${known} for a ${kind}` }];
};

export const accountUsage = anyRoute({
  method: 'GET',
  path: '/v1/accounts/:account/usage',
  summary: 'What an account used of one meter in [from, to), both on quarter-hours',
  may: 'account',
  params: UsageParams,
  query: UsageQuery,
  body: noBody,
  answers: { 200: UsageView },
  handle:
    ({ queries, limits }) =>
    ({ params, query }, { tenant }) =>
    async () => {
      const { from, to, meter, window, groupBy } = query;
      const account = accountOf(params.account);
      const windows = windowsOf({ from, to }, window, limits.windows);
      const faults = [
        ...(E.isLeft(windows) ? [windows.left] : []),
        ...faultOfGrouping(account, groupBy),
      ];
      if (E.isLeft(windows) || faults.length > 0) return E.left(badInput(faults));
      const rows = await queries.usage({
        tenant,
        account,
        meter,
        windows: windows.right,
        ...(groupBy === undefined ? {} : { groupBy }),
      });
      const isGrouped = groupBy !== undefined;
      const asked = { account: params.account, meter, unit: unitOf(meter), from, to, isGrouped };
      return E.right(
        answer(200, usageView(asked, window === undefined ? [] : windows.right, rows)),
      );
    },
});
