import * as E from 'fp-ts/lib/Either.js';
import { AccountName, accountOf } from '../../domain/account.ts';
import { closed } from '../../domain/codec/closed.ts';
import { storageByWindow, storageOver } from '../../domain/storage/timeline.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { readQuery } from '../params/read-query.ts';
import { InstantText } from '../params/times.ts';
import { Window, windowsOf } from '../params/window.ts';
import { badInput } from '../problem.ts';
import { answer } from '../route.ts';
import { storageFigures, StorageView } from '../storage/storage-view.ts';

const StorageParams = closed('StorageParams', { account: AccountName }, {});
const StorageQuery = readQuery(
  'StorageQuery',
  { from: InstantText, to: InstantText },
  { window: Window },
);

export const accountStorage = anyRoute({
  method: 'GET',
  path: '/v1/accounts/:account/storage',
  summary: 'The level of storage of an account over [from, to), exactly',
  may: 'account',
  params: StorageParams,
  query: StorageQuery,
  body: noBody,
  answers: { 200: StorageView },
  handle:
    ({ queries, limits }) =>
    ({ params, query: { from, to, window } }, { tenant }) =>
    async () => {
      const period = { from, to };
      const windows = windowsOf(period, window, limits.windows);
      if (E.isLeft(windows)) return E.left(badInput([windows.left]));
      const { openingBytes, steps } = await queries.storage(
        tenant,
        accountOf(params.account),
        period,
      );
      const byWindow =
        window === undefined ? [] : storageByWindow(windows.right, openingBytes, steps);
      return E.right(
        answer(200, {
          account: params.account,
          ...storageFigures(storageOver(period, openingBytes, steps)),
          windows: byWindow.map(storageFigures),
        }),
      );
    },
});
