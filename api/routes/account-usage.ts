import * as E from 'fp-ts/lib/Either.js';
import { AccountName, accountOf } from '../../domain/account.ts';
import { closed } from '../../domain/codec/closed.ts';
import { Name } from '../../domain/fact/parts.ts';
import { annotated } from '../annotated.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { readQuery } from '../params/read-query.ts';
import { QuarterHourText } from '../params/times.ts';
import { Window, windowsOf } from '../params/window.ts';
import { badInput, type RequestFault } from '../problem.ts';
import { answer } from '../route.ts';
import { askedMeter, CountedMeter, quantityUnitOf } from '../usage/asked-meter.ts';
import { faultsOfGrouping } from '../usage/grouping.ts';
import { UsageView, usageView } from '../usage/usage-view.ts';

const UsageParams = closed('UsageParams', { account: AccountName }, {});
const GroupBy = annotated(Name, {
  description: 'group for a user, subject for a group, or a dimension of the meter',
});
const UsageQuery = readQuery(
  'UsageQuery',
  { from: QuarterHourText, to: QuarterHourText, meter: CountedMeter },
  { window: Window, groupBy: GroupBy },
);

const description = `Quantities are what the meter's aggregation makes of the facts of each window: a sum, the greatest or the latest value,
how many different ones there are. That of a level over time (\`time_weighted\`) is the level times the milliseconds it lasted,
and its unit says so (\`seat·ms\`). Without facts a quantity is shown as 0.`;

export const accountUsage = anyRoute({
  method: 'GET',
  path: '/v1/accounts/:account/usage',
  summary: 'What an account used of one meter in [from, to), both on quarter-hours',
  description,
  may: 'account',
  params: UsageParams,
  query: UsageQuery,
  body: noBody,
  answers: { 200: UsageView },
  problems: { 409: 'The meter is not filled yet; come again after Retry-After' },
  handle:
    ({ queries, limits }) =>
    ({ params, query }, { tenant }) =>
    async () => {
      const { from, to, window, groupBy } = query;
      const account = accountOf(params.account);
      const windows = windowsOf({ from, to }, window, limits.windows);
      const meter = await askedMeter(queries, tenant, query.meter);
      const faults: readonly RequestFault[] = [
        ...(E.isLeft(windows) ? [windows.left] : []),
        ...(typeof meter === 'string'
          ? [{ in: 'query', path: '/meter', message: meter } as const]
          : faultsOfGrouping(account, groupBy, meter)),
      ];
      if (E.isLeft(windows) || typeof meter === 'string' || faults.length > 0) {
        return E.left(badInput(faults));
      }
      const cut = window === undefined ? [] : windows.right;
      const isGrouped = groupBy !== undefined;
      const rows = await queries.usage({
        tenant,
        account,
        meter,
        period: { from, to },
        windows: cut,
        ...(isGrouped ? { groupBy } : {}),
      });
      const asked = { account: params.account, meter: meter.key, unit: quantityUnitOf(meter) };
      return E.right(answer(200, usageView({ ...asked, from, to, isGrouped }, cut, rows)));
    },
});
