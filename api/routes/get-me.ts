import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { Scope } from '../auth/caller.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { readQuery } from '../params/read-query.ts';
import { answer, noParams } from '../route.ts';

const MeQuery = readQuery('MeQuery', {}, {});

const GroupRole = closed('GroupRole', { group: t.string, role: t.string }, {});

const KeyCallerView = closed(
  'KeyCaller',
  {
    kind: t.literal('key'),
    tenant: t.string,
    id: t.string,
    name: t.string,
    scopes: t.readonlyArray(Scope),
  },
  {},
);
const MemberCallerView = closed(
  'MemberCaller',
  {
    kind: t.literal('member'),
    tenant: t.string,
    account: t.string,
    groups: t.readonlyArray(GroupRole),
  },
  {},
);

export const getMe = anyRoute({
  method: 'GET',
  path: '/v1/me',
  summary: 'Who is calling: a key with its scopes, or a member with their groups',
  may: 'known',
  params: noParams,
  query: MeQuery,
  body: noBody,
  answers: { 200: t.union([KeyCallerView, MemberCallerView]) },
  handle:
    ({ memberships }) =>
    (_request, { caller, tenant }) =>
    async () => {
      if (caller.kind === 'key') {
        const { kind, id, name, scopes } = caller;
        return E.right(answer(200, { kind, tenant, id, name, scopes: [...scopes] }));
      }
      const { kind, account } = caller;
      const groups = await memberships.groupsOf(tenant, account);
      return E.right(answer(200, { kind, tenant, account, groups }));
    },
});
