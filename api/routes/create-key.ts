import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { Name, TenantName } from '../../domain/fact/parts.ts';
import { annotated } from '../annotated.ts';
import type { Acting } from '../auth/authenticate.ts';
import { callerName } from '../auth/caller-name.ts';
import { Scope } from '../auth/caller.ts';
import { drawKey } from '../auth/keys.ts';
import { anyRoute } from '../http/any-route.ts';
import { jsonBody } from '../http/json-body.ts';
import { keyView, NewKeyView } from '../keys/key-view.ts';
import { badInput, problem, type Problem } from '../problem.ts';
import { answer, noParams, noQuery } from '../route.ts';

const KeyWanted = closed(
  'KeyWanted',
  { name: Name, scopes: annotated(t.readonlyArray(Scope), { minItems: 1 }) },
  {
    tenant: annotated(TenantName, {
      description: 'Whom it is bound to; absent: the tenant that the request acts for',
    }),
  },
);
type KeyWanted = t.TypeOf<typeof KeyWanted>;

/** The tenant of the new key; left: it is not the caller's to choose. */
const tenantFor = ({ caller, tenant }: Acting, wanted: string = tenant) =>
  wanted === tenant || (caller.kind === 'key' && caller.anyTenant)
    ? E.right(wanted)
    : E.left(problem(404, 'not-found', 'There is nothing of this name.'));

/** The scopes of the new key, each once; left: none, or some that the caller could not have used either. */
const scopesFor = ({ caller }: Acting, wanted: readonly Scope[]) => {
  const faults = wanted.flatMap((scope, index) =>
    caller.kind === 'key' && caller.scopes.has(scope)
      ? []
      : [{ path: `/scopes/${index}`, message: `is "${scope}", which the caller lacks` }],
  );
  if (wanted.length === 0) faults.push({ path: '/scopes', message: 'must name at least one' });
  return faults.length > 0 ? E.left(badInput(faults)) : E.right([...new Set(wanted)]);
};

const checked = (
  acting: Acting,
  wanted: KeyWanted,
): E.Either<Problem, { readonly tenant: string; readonly scopes: readonly Scope[] }> => {
  const tenant = tenantFor(acting, wanted.tenant);
  if (E.isLeft(tenant)) return tenant;
  const scopes = scopesFor(acting, wanted.scopes);
  return E.isLeft(scopes) ? scopes : E.right({ tenant: tenant.right, scopes: scopes.right });
};

export const createKey = anyRoute({
  method: 'POST',
  path: '/v1/keys',
  summary: 'Make a key. The answer is the only one that ever shows it',
  description: 'It may have the scopes that its maker has, and no others.',
  may: { scope: 'admin' },
  params: noParams,
  query: noQuery,
  body: jsonBody(KeyWanted),
  answers: { 201: NewKeyView },
  problems: { 422: 'The body has faults, or names a scope that the caller lacks' },
  handle:
    ({ keys, now }) =>
    ({ body }, acting) =>
    async () => {
      const wanted = checked(acting, body);
      if (E.isLeft(wanted)) return wanted;
      const { id, key, hash } = drawKey(now());
      const createdBy = callerName(acting);
      const made = await keys.add({ ...wanted.right, id, hash, name: body.name, createdBy });
      return E.right(answer(201, { ...keyView(made), key }, { 'cache-control': 'no-store' }));
    },
});
