import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { keyView, KeyView } from '../keys/key-view.ts';
import { Cursor, Limit, limitDefault, pageOf } from '../params/paging.ts';
import { readQuery } from '../params/read-query.ts';
import { answer, noParams } from '../route.ts';

const KeysQuery = readQuery('KeysQuery', {}, { limit: Limit, cursor: Cursor });
const KeysPage = closed('KeysPage', { keys: t.readonlyArray(KeyView) }, { cursor: t.string });

export const listKeys = anyRoute({
  method: 'GET',
  path: '/v1/keys',
  summary: 'The keys of the tenant in the order in which they were made, the revoked included',
  may: { scope: 'admin' },
  params: noParams,
  query: KeysQuery,
  body: noBody,
  answers: { 200: KeysPage },
  handle:
    ({ keys }) =>
    ({ query: { limit = limitDefault, cursor } }, { tenant }) =>
    async () => {
      const rows = await keys.list(tenant, { after: cursor, limit: limit + 1 });
      const { entries, ...next } = pageOf(rows, limit, ({ id }) => id);
      return E.right(answer(200, { keys: entries.map(keyView), ...next }));
    },
});
