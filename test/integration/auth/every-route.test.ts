import * as t from 'io-ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allRoutes } from '../../../api/routes/all-routes.ts';
import { scopes, type Scope } from '../../../api/auth/caller.ts';
import { defaultLimits } from '../../../api/limits.ts';
import { openApiDocument } from '../../../api/openapi/document.ts';
import { scopesFor } from '../../../api/auth/permission.ts';
import { sha256 } from '../../../domain/hash.ts';
import { decodeOrThrow } from '../../support/decode-or-throw.ts';
import { madeCreditNote, madeDocument } from '../../support/documents.ts';
import { signed, unsigned } from '../../support/tokens.ts';
import { key as adminKey, now, startApi, type ApiUnderTest } from '../api/api-under-test.ts';
import { factJson, postFacts, problemOf } from '../api/calls.ts';
import { inMemoryAccess, secret } from '../api/in-memory-access.ts';

// Every route of the document is tried with every credential that must not open it, and with one that does. How to call a
// route rightly stands here by its method and path: a route that is not here fails, and so does one that nobody guards.

type Call = {
  readonly path: string;
  readonly body?: unknown;
  /** Who may, beside the admin key. */
  readonly scope?: Scope;
  /** Who may as well. */
  readonly also?: readonly Scope[];
  readonly member?: true;
  /** Nobody but who runs the installation: the admin key. */
  readonly operator?: true;
  /** Of whose data the answer is, so that the token of another member must not open it. */
  readonly own?: true;
  /** It is of the tenant and for all of its members. */
  readonly shared?: true;
  /** What the right credential is answered with. */
  readonly status?: number;
  /** And where it was done before. */
  readonly again?: number;
};

const prices = {
  currency: 'EUR',
  timeZone: 'UTC',
  effectiveFrom: '2026-01-01T00:00:00Z',
  defaultPlan: 'free',
  graceDays: 0,
  plans: [{ key: 'free', baseFee: '0', charges: [] }],
};

const january = 'from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z';

const calls: Readonly<Record<string, Call>> = {
  'POST /v1/facts': { path: '/v1/facts', body: factJson('new'), scope: 'ingest', status: 202 },
  'POST /api/v1/events': {
    path: '/api/v1/events',
    body: factJson('newer'),
    scope: 'ingest',
    status: 204,
  },
  'GET /v1/facts': {
    path: '/v1/facts?source=/openmeet&id=the-data-of-t1',
    scope: 'read',
    member: true,
    own: true,
  },
  'GET /v1/accounts': { path: '/v1/accounts', scope: 'read' },
  'GET /v1/accounts/{account}/usage': {
    path: `/v1/accounts/user:1/usage?${january}&meter=storage.uploaded_bytes`,
    scope: 'read',
    member: true,
    own: true,
  },
  'GET /v1/accounts/{account}/storage': {
    path: `/v1/accounts/user:1/storage?${january}`,
    scope: 'read',
    member: true,
    own: true,
  },
  'GET /v1/accounts/{account}/invoices': {
    path: '/v1/accounts/user:1/invoices',
    scope: 'read',
    also: ['billing'],
    member: true,
    own: true,
  },
  'GET /v1/accounts/{account}/invoices/preview': {
    path: '/v1/accounts/user:1/invoices/preview?period=2026-01',
    scope: 'read',
    also: ['billing'],
    member: true,
    own: true,
  },
  'GET /v1/invoices': { path: '/v1/invoices', scope: 'read', also: ['billing'] },
  'GET /v1/invoices/{number}/facts': {
    path: '/v1/invoices/i1/facts?line=1',
    scope: 'read',
    also: ['billing'],
    member: true,
    own: true,
  },
  'GET /v1/invoices/{number}': {
    path: '/v1/invoices/i1',
    scope: 'read',
    also: ['billing'],
    member: true,
    own: true,
  },
  'GET /v1/credit-notes/{number}': {
    path: '/v1/credit-notes/c1',
    scope: 'billing',
    also: ['read'],
    member: true,
    own: true,
  },
  'GET /v1/meters': { path: '/v1/meters', scope: 'read' },
  'GET /v1/anomalies': { path: '/v1/anomalies', scope: 'read' },
  'GET /v1/summary': { path: '/v1/summary', scope: 'read' },
  'GET /v1/projections': { path: '/v1/projections', scope: 'read' },
  'POST /v1/meters': {
    path: '/v1/meters',
    body: { key: 'acme.pages', unit: 'page', types: ['acme.printed'], aggregation: 'count' },
    scope: 'admin',
    status: 201,
    again: 200,
  },
  'DELETE /v1/meters/{key}': { path: '/v1/meters/acme.pages', scope: 'admin', status: 204 },
  'POST /v1/ratings': {
    path: '/v1/ratings',
    body: {
      currency: 'EUR',
      charge: { key: 'calls', meter: 'calls', model: { kind: 'flat', amount: '1' } },
      quantity: '1',
    },
    member: true,
    status: 200,
  },
  'POST /v1/billing-runs': {
    path: '/v1/billing-runs',
    body: { period: '2025-12', id: 'december' },
    scope: 'billing',
    status: 202,
  },
  'GET /v1/billing-runs': { path: '/v1/billing-runs', scope: 'billing' },
  'GET /v1/billing-runs/{id}': { path: '/v1/billing-runs/december', scope: 'billing' },
  'POST /v1/billing-runs/{id}/cancel': {
    path: '/v1/billing-runs/december/cancel',
    scope: 'billing',
    status: 202,
  },
  'POST /v1/invoices/{number}/void': {
    path: '/v1/invoices/2026-01-AAAA/void',
    body: { reason: 'a duplicate' },
    scope: 'billing',
  },
  'POST /v1/invoices/{number}/credit-notes': {
    path: '/v1/invoices/2026-01-AAAA/credit-notes',
    body: { reason: 'goodwill', amount: '1.00', id: 'one' },
    scope: 'billing',
    status: 201,
  },
  'GET /v1/pricing-models': { path: '/v1/pricing-models', member: true, shared: true },
  'GET /v1/pricing-models/{key}': { path: '/v1/pricing-models/plain', member: true, shared: true },
  'PUT /v1/pricing-models/{key}': {
    path: '/v1/pricing-models/new',
    body: prices,
    scope: 'billing',
    status: 201,
    again: 200,
  },
  'DELETE /v1/pricing-models/{key}': {
    path: '/v1/pricing-models/gone',
    scope: 'billing',
    status: 204,
  },
  'GET /v1/default-model': { path: '/v1/default-model', member: true },
  'PUT /v1/default-model': {
    path: '/v1/default-model',
    body: { model: 'plain' },
    scope: 'billing',
  },
  'GET /v1/attribution': { path: '/v1/attribution', member: true, shared: true },
  'PUT /v1/attribution': {
    path: '/v1/attribution',
    body: { effectiveFrom: '2026-01-01T00:00:00Z', default: 'group' },
    scope: 'billing',
    status: 201,
    again: 200,
  },
  'GET /v1/accounts/{account}/subscription': {
    path: '/v1/accounts/user:1/subscription',
    scope: 'read',
    also: ['billing'],
    member: true,
    own: true,
  },
  'PUT /v1/accounts/{account}/subscription': {
    path: '/v1/accounts/user:1/subscription',
    body: { plan: 'free', model: 'plain', from: '2026-02-01T00:00:00Z' },
    scope: 'billing',
  },
  'DELETE /v1/accounts/{account}/subscription': {
    path: '/v1/accounts/user:1/subscription?from=2026-03-01T00:00:00Z',
    scope: 'billing',
  },
  'POST /v1/projections/{name}/rebuild': {
    path: '/v1/projections/usage/rebuild',
    operator: true,
    status: 202,
  },
  'DELETE /v1/projections/{name}/rebuild': {
    path: '/v1/projections/usage/rebuild',
    operator: true,
    status: 204,
  },
  'POST /v1/keys': {
    path: '/v1/keys',
    body: { name: 'made', scopes: ['admin'] },
    scope: 'admin',
    status: 201,
  },
  'GET /v1/keys': { path: '/v1/keys', scope: 'admin' },
  'DELETE /v1/keys/{id}': { path: '/v1/keys/{made}', scope: 'admin', status: 204 },
  'GET /v1/me': { path: '/v1/me', member: true },
  'GET /v1/me/export': { path: '/v1/me/export', member: true },
};
const open = ['GET /healthz', 'GET /readyz', 'GET /metrics', 'GET /openapi.json'];

const Operations = t.record(t.string, t.record(t.string, t.type({ security: t.UnknownArray })));
const { paths } = decodeOrThrow(t.type({ paths: Operations }), openApiDocument(allRoutes));
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { security }]) => ({
    name: `${method.toUpperCase()} ${path}`,
    isOpen: security.length === 0,
  })),
);
const guarded = operations.filter(({ isOpen }) => !isOpen).map(({ name }) => name);

const seconds = now / 1_000;
const claims = { id: 1, tenantId: 't1', exp: seconds + 900 };
const hs256 = { algorithm: 'HS256', key: secret };
// What stands for the data of the tenant t1, as a name of everything that has one, and as a quantity.
const hidden = 'the-data-of-t1';
const hiddenBytes = '777000777';

let api: ApiUnderTest;
let made: string;
const keys = new Map<string, string>();

const newKey = async (
  tenant: string,
  wanted: readonly Scope[],
): Promise<{ readonly id: string; readonly key: string }> => {
  const answer = await fetch(`${api.url}/v1/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: tenant === 't1' ? hidden : 'a key', scopes: wanted, tenant }),
  });
  expect(answer.status).toBe(201);
  return decodeOrThrow(t.type({ id: t.string, key: t.string }), await answer.json());
};

beforeAll(async () => {
  api = await startApi(({ facts }) => ({
    ...inMemoryAccess({ key: adminKey, now: () => now }, facts, [
      ['t1', hidden, 'user:1', 'member'],
    ]),
    // Most of what is sent here is a failed attempt.
    limits: { ...defaultLimits, failedAttemptsPerMinute: 1_000_000 },
  }));
  const fact = factJson(hidden, {
    subject: 'user:1',
    data: { fileId: hidden, bytes: hiddenBytes, group: hidden },
  });
  const sent = await postFacts(api, fact, { headers: { 'x-tenant-id': 't1' } });
  expect(sent.status).toBe(202);
  const names = { t1: hidden, t2: 'of another' };
  for (const [tenant, name] of Object.entries(names)) {
    for (const model of ['plain', 'gone']) {
      const published = await fetch(`${api.url}/v1/pricing-models/${model}`, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${adminKey}`,
          'content-type': 'application/json',
          'x-tenant-id': tenant,
        },
        body: JSON.stringify({ ...prices, plans: [{ ...prices.plans[0], name }] }),
      });
      expect(published.status).toBe(201);
    }
  }
  const issuedAt = '2026-04-03T00:10:00.000Z';
  const owner = { tenant: 't1', account: 'user:1' };
  api.documents.issue({
    document: madeDocument({ ...owner, number: 'i1', kind: 'invoice', timeZone: hidden }),
    issuedAt,
    voided: { reason: hidden, by: hidden, at: issuedAt },
    creditNotes: [{ number: hidden, total: '1.00', reason: hidden, at: issuedAt }],
  });
  const creditNote = madeCreditNote({ ...owner, number: 'c1', reason: hidden });
  api.documents.give({ creditNote, issuedAt, voided: undefined });
  for (const scope of scopes) keys.set(scope, (await newKey('t1', [scope])).key);
  keys.set('all', (await newKey('t1', scopes)).key);
  keys.set('other', (await newKey('t2', scopes)).key);
  made = (await newKey('t1', ['read'])).id;
  const revoked = await newKey('t1', scopes);
  keys.set('revoked', revoked.key);
  const answer = await fetch(`${api.url}/v1/keys/${revoked.id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${adminKey}`, 'x-tenant-id': 't1' },
  });
  expect(answer.status).toBe(204);
});
afterAll(() => api.close());

const keyOf = (name: string): string => {
  const key = keys.get(name);
  if (key === undefined) throw new Error(`no key ${name}`);
  return key;
};

const callOf = (name: string): Call => {
  const call = calls[name];
  if (call === undefined) throw new Error(`${name} is not tried: say here how it is called`);
  return call;
};

const send = (
  name: string,
  bearer: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> => {
  const { path, body } = callOf(name);
  return fetch(api.url + path.replace('{made}', made), {
    method: name.split(' ', 1)[0] ?? '',
    headers: {
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
};

const secrets = new RegExp(`${hidden}|${hiddenBytes}`);

/** The status of a refusal, after a look that it says nothing of what it refuses. */
const refusal = async (answer: Response): Promise<number> => {
  const { status, ...problem } = await problemOf(answer);
  expect(answer.status).toBe(status);
  expect(JSON.stringify(problem)).not.toMatch(secrets);
  return status;
};

test('every route is open on purpose, or tried here', () => {
  expect(operations.filter(({ isOpen }) => isOpen).map(({ name }) => name)).toEqual(open);
  expect(Object.keys(calls).toSorted()).toEqual(guarded.toSorted());
  for (const { method, path, may } of allRoutes) {
    const call = calls[`${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`];
    if (call?.scope !== undefined) expect(scopesFor(may)).toContain(call.scope);
  }
});

describe.each(guarded)('%s', (name) => {
  const nobody: readonly (readonly [string, () => string | undefined | Promise<string>])[] = [
    ['no credential', () => undefined],
    ['a key that is none', () => 'key_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['a revoked key', () => keyOf('revoked')],
    ['garbage', () => 'garbage'],
    ['a token of garbage', () => 'eyJhbGciOiJIUzI1NiJ9.e30.garbage'],
    ['an expired token', () => signed({ ...claims, exp: seconds - 60 }, hs256)],
    ['a token that never expires', () => signed({ id: 1, tenantId: 't1' }, hs256)],
    [
      'a token signed by somebody else',
      () => signed(claims, { ...hs256, key: secret.toReversed() }),
    ],
    ['a token of another algorithm', () => signed(claims, { ...hs256, algorithm: 'HS512' })],
    ['a token that nobody signed', () => unsigned(claims)],
    ['a token without a member', () => signed({ ...claims, id: null }, hs256)],
    ['a token without a tenant', () => signed({ id: 1, exp: claims.exp }, hs256)],
  ];
  test.each(nobody)('%s: 401', async (_name, credential) => {
    expect(await refusal(await send(name, await credential()))).toBe(401);
  });

  test('another tenant’s key never sees or changes this one', async () => {
    const named = await send(name, keyOf('other'), { 'x-tenant-id': 't1' });
    expect(await refusal(named)).toBe(404);
    const own = await send(name, keyOf('other'));
    if (own.status >= 400) expect(await refusal(own)).toBe(404);
    else expect(await own.text()).not.toMatch(secrets);
  });

  test('another tenant’s member', async () => {
    const token = await signed({ ...claims, tenantId: 't2' }, hs256);
    expect(await refusal(await send(name, token, { 'x-tenant-id': 't1' }))).toBe(404);
    const own = await send(name, token);
    if (own.status >= 400) expect(await refusal(own)).toBe(404);
    else expect(await own.text()).not.toMatch(secrets);
  });

  const {
    scope,
    also = [],
    member,
    own,
    shared,
    operator,
    status = 200,
    again = status,
  } = callOf(name);

  test('a member who is not meant, and one for another member', async () => {
    const token = await signed({ ...claims, id: 2 }, hs256);
    const answer = await send(name, token);
    if (member === undefined || own !== undefined) expect(await refusal(answer)).toBe(404);
    else if (shared === undefined) expect(await answer.text()).not.toMatch(secrets);
  });

  test.each(
    scope === undefined ? [] : scopes.filter((each) => each !== scope && !also.includes(each)),
  )('a key with the scope %s alone', async (wrong) => {
    const answer = await send(name, keyOf(wrong));
    // What a fact needs beyond its route is a fault of the fact.
    const expected = scopesFor(mayOf(name)).includes(wrong) ? 422 : 404;
    expect(await refusal(answer)).toBe(expected);
  });
  if (operator !== undefined) {
    test('a key of one tenant, whatever its scopes', async () => {
      expect(await refusal(await send(name, keyOf('all')))).toBe(404);
    });
  }

  test('who may, may', async () => {
    if (operator !== undefined) expect((await send(name, adminKey)).status).toBe(status);
    if (scope !== undefined) expect((await send(name, keyOf(scope))).status).toBe(status);
    if (scope !== undefined) expect((await send(name, keyOf('all'))).status).toBe(again);
    for (const each of also) expect((await send(name, keyOf(each))).status).toBe(again);
    if (member !== undefined) {
      const answer = await send(name, await signed(claims, hs256), { 'x-tenant-id': 't1' });
      expect(answer.status).toBe(status);
    }
  });
});

const mayOf = (name: string) => {
  const route = allRoutes.find(
    ({ method, path }) => name === `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
  );
  if (route === undefined) throw new Error(`there is no ${name}`);
  return route.may;
};

test('no hash of a key is in any answer or in the log', async () => {
  const listed = await (await send('GET /v1/keys', keyOf('all'))).text();
  const logged = api.logged.join('');
  for (const key of [...keys.values(), adminKey]) {
    for (const secretText of [key, sha256(key)]) {
      expect(listed).not.toContain(secretText);
      expect(logged).not.toContain(secretText);
    }
  }
});
