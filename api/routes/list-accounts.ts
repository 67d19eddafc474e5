import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { Name } from '../../domain/fact/parts.ts';
import { WholeText } from '../answer-parts.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { Cursor, Limit, limitDefault, pageOf } from '../params/paging.ts';
import { readQuery } from '../params/read-query.ts';
import { answer, noParams } from '../route.ts';

const AccountsQuery = readQuery(
  'AccountsQuery',
  {},
  { search: Name, limit: Limit, cursor: Cursor },
);

const AccountView = closed('AccountView', { account: t.string, facts: WholeText }, {});
const AccountsPage = closed(
  'AccountsPage',
  { accounts: t.readonlyArray(AccountView) },
  { cursor: t.string },
);

export const listAccounts = anyRoute({
  method: 'GET',
  path: '/v1/accounts',
  summary: 'Accounts with usage, in order of their names',
  may: { scope: 'read' },
  params: noParams,
  query: AccountsQuery,
  body: noBody,
  answers: { 200: AccountsPage },
  handle:
    ({ queries }) =>
    ({ query: { search, limit = limitDefault, cursor } }, { tenant }) =>
    async () => {
      const rows = await queries.accounts(tenant, search, { after: cursor, limit: limit + 1 });
      const { entries, ...next } = pageOf(rows, limit, ({ account }) => account);
      const accounts = entries.map(({ account, facts }) => ({ account, facts: String(facts) }));
      return E.right(answer(200, { accounts, ...next }));
    },
});
