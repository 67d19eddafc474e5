import { isLeft } from 'fp-ts/lib/Either.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allRoutes } from '../../../api/routes/all-routes.ts';
import { faultsOf as faultsOfDecoded } from '../../../domain/codec/faults.ts';
import { startApi, type ApiUnderTest } from './api-under-test.ts';
import { factJson, faultsOf, get, postFacts, problemOf } from './calls.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi(() => ({
    progress: { reached: async (position) => position <= 1_000n },
  }));
  await postFacts(api, [
    factJson('a', { time: '2026-01-10T00:00:00Z' }),
    factJson('b', { time: '2026-01-20T00:00:00Z', data: { fileId: 'b', bytes: 500 } }),
    factJson('c', { subject: 'user:u2' }),
  ]);
});
afterAll(() => api.close());

const january = 'from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z';
const usagePath = `/v1/accounts/user:u1/usage?${january}&meter=storage.uploaded_bytes`;
const storagePath = `/v1/accounts/user:u1/storage?${january}`;

const json = async (path: string): Promise<unknown> => {
  const answer = await get(api, path);
  expect(answer.status).toBe(200);
  return answer.json();
};

test('usage of an account, in all and by window and group', async () => {
  expect(await json(usagePath)).toEqual({
    account: 'user:u1',
    meter: 'storage.uploaded_bytes',
    unit: 'byte',
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-02-01T00:00:00.000Z',
    total: '1500',
    facts: '2',
    windows: [],
  });
  const cut = await json(`${usagePath}&window=day&groupBy=group`);
  expect(cut).toMatchObject({
    breakdown: [
      { key: 'g1', quantity: '1000', facts: '1' },
      { key: null, quantity: '500', facts: '1' },
    ],
  });
  expect(cut).toHaveProperty('windows.length', 31);
  expect(cut).toHaveProperty('windows.9.quantity', '1000');
  expect(cut).toHaveProperty('windows.10.quantity', '0');
});

test('usage of a group by subject', async () => {
  const path = usagePath.replace('user:u1', 'group:g1');
  expect(await json(`${path}&groupBy=subject`)).toMatchObject({
    total: '2000',
    breakdown: [
      { key: 'user:u1', quantity: '1000' },
      { key: 'user:u2', quantity: '1000' },
    ],
  });
});

test('storage over time, exactly', async () => {
  const byteMs = 1000n * 22n * 86_400_000n + 500n * 12n * 86_400_000n;
  const figures = {
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-02-01T00:00:00.000Z',
    openingBytes: '0',
    closingBytes: '1500',
    peakBytes: '1500',
    byteMs: String(byteMs),
    gbHours: '0.000672000',
    averageBytes: '903.226',
  };
  expect(await json(storagePath)).toEqual({ account: 'user:u1', ...figures, windows: [] });
  expect(await json(`${storagePath}&window=month`)).toEqual({
    account: 'user:u1',
    ...figures,
    windows: [figures],
  });
});

test('storage takes any millisecond', async () => {
  const path =
    '/v1/accounts/user:u1/storage?from=2026-01-10T00:00:00.001Z&to=2026-01-10T00:00:00.002Z';
  expect(await json(path)).toMatchObject({ byteMs: '1000', averageBytes: '1000.000' });
});

test('an account that nobody has heard of, or of another tenant, is answered with zeros', async () => {
  const unknown = await json(usagePath.replace('u1', 'nobody'));
  expect(unknown).toMatchObject({ total: '0', facts: '0' });
  const other = await get(api, usagePath, { 'x-tenant-id': 't2' });
  expect(await other.json()).toMatchObject({ total: '0', facts: '0' });
  expect(await json(storagePath.replace('u1', 'nobody'))).toMatchObject({ byteMs: '0' });
});

test('an account of any name can be asked for', async () => {
  const name = `user:${'ü'.repeat(200)}/?#%`;
  const path = usagePath.replace('user:u1', encodeURIComponent(name));
  expect(await json(path)).toMatchObject({ account: name });
});

test('lists are read page by page', async () => {
  const first = await json('/v1/accounts?limit=2');
  expect(first).toMatchObject({
    accounts: [{ account: 'group:g1', facts: '2' }, { account: 'user:u1' }],
  });
  const { cursor } = first as { readonly cursor: string };
  const second = await json(`/v1/accounts?limit=2&cursor=${cursor}`);
  expect(second).toEqual({ accounts: [{ account: 'user:u2', facts: '1' }] });
  expect(await json('/v1/accounts?search=u2')).toMatchObject({
    accounts: [{ account: 'user:u2' }],
  });
  const anomalies = await json('/v1/anomalies?kind=conflict&limit=2');
  expect(anomalies).toMatchObject({ anomalies: [{ kind: 'conflict', id: 'a' }, { id: 'b' }] });
  const rest = (anomalies as { readonly cursor: string }).cursor;
  expect(await json(`/v1/anomalies?kind=conflict&limit=2&cursor=${rest}`)).not.toHaveProperty(
    'cursor',
  );
});

test('meters, projections and the summary', async () => {
  expect(await json('/v1/meters')).toHaveProperty('meters.0.key', 'storage.bytes');
  expect(await json('/v1/projections')).toMatchObject([
    { name: 'usage', sequence: '12', position: '345', lagSeconds: 0 },
  ]);
  expect(await json('/v1/summary')).toEqual({
    facts: '3',
    factsByType: { 'openmeet.file.stored': '3' },
    anomalies: '2',
    anomaliesByKind: { stored_again: '2' },
  });
});

test('every answer has the shape that is described', async () => {
  const paths = [
    usagePath,
    `${usagePath}&window=month&groupBy=group`,
    `${storagePath}&window=month`,
    '/v1/facts?source=%2Fopenmeet&id=a',
    '/v1/accounts?limit=1',
    '/v1/anomalies?limit=1',
    '/v1/meters',
    '/v1/projections',
    '/v1/summary',
    '/healthz',
    '/readyz',
  ];
  for (const path of paths) {
    const template = path.split('?')[0]?.replace(/user:u1/, ':account');
    const route = allRoutes.find((route) => route.path === template && route.method === 'GET');
    const decoded = route?.answers[200]?.decode(await json(path));
    if (decoded === undefined) throw new Error(`no route for ${path}`);
    if (isLeft(decoded)) expect(faultsOfDecoded(decoded, '')).toEqual([]);
  }
});

test('after a position that is reached, and one that is not', async () => {
  expect((await get(api, `${usagePath}&after=1000`)).status).toBe(200);
  const late = await get(api, '/v1/summary?after=1001');
  expect(late.status).toBe(504);
  expect(await problemOf(late)).toMatchObject({ type: 'not-there-yet' });
  expect(await faultsOf(await get(api, '/v1/meters?after=-1'))).toHaveLength(1);
});

const wrong = (path: string, from: string, to: string): string => path.replace(from, to);

test.each([
  [
    'an unknown meter',
    wrong(usagePath, 'storage.uploaded_bytes', 'x'),
    '/meter must be one of storage.uploaded_bytes, files',
  ],
  [
    'storage as usage',
    wrong(usagePath, 'storage.uploaded_bytes', 'storage.bytes'),
    '/meter is a level over time: ask /v1/accounts/{account}/storage',
  ],
  ['no meter', wrong(usagePath, '&meter=storage.uploaded_bytes', ''), '/meter is missing'],
  [
    'a bound off the quarter-hour',
    wrong(usagePath, '01T00:00:00Z', '01T00:01:00Z'),
    '/from must lie on a quarter-hour',
  ],
  [
    'no time at all',
    wrong(usagePath, '2026-01-01T00:00:00Z', 'yesterday'),
    '/from must be an RFC 3339',
  ],
  ['an empty period', wrong(usagePath, '2026-02', '2026-01'), '/to must be after from'],
  [
    'an empty period of storage',
    wrong(storagePath, '2026-02', '2025-02'),
    '/to must be after from',
  ],
  [
    'too many windows',
    `${wrong(storagePath, 'from=2026', 'from=2020')}&window=hour`,
    '/window makes more than 10000 windows',
  ],
  ['a window that is none', `${usagePath}&window=week`, '/window must be one of hour, day, month'],
  [
    'a grouping that says nothing',
    `${usagePath}&groupBy=subject`,
    '/groupBy must be group for a user',
  ],
  ['an unknown key', `${usagePath}&colour=red`, '/colour is not known here'],
  ['a key that stands twice', `${usagePath}&meter=files.stored`, '/meter is there twice'],
  ['an unknown key that stands twice', `${usagePath}&a=1&a=2`, '/a is there twice'],
  ['a plus in a time', wrong(storagePath, '00Z', '00+01:00'), '/from must be an RFC 3339'],
  ['no account', wrong(usagePath, 'user:u1', 'u1'), '/account must be user:<id> or group:<id>'],
  [
    'an account that is too long',
    wrong(usagePath, 'user:u1', `user:${'x'.repeat(257)}`),
    '/account must be user:<id> or group:<id>, the id of 1 to 256 characters',
  ],
  ['a cursor that is none', '/v1/accounts?cursor=!', '/cursor must be the cursor'],
  [
    'a kind of anomaly that is none',
    '/v1/anomalies?kind=x',
    '/kind must be one of conflict, amendment_pending, amendment_unfit, measured_differs, stored_again,',
  ],
  ['a limit that is none', '/v1/anomalies?limit=5000', '/limit must be a whole number'],
  ['half of an identity', '/v1/facts?source=a', '/id is missing'],
])('%s', async (_name, path, fault) => {
  const answer = await get(api, path);
  expect(answer.status).toBe(400);
  expect((await faultsOf(answer)).some((text) => text.startsWith(fault))).toBe(true);
});

test('a parameter has one fault, however much is wrong with it', async () => {
  const answer = await get(api, wrong(usagePath, '01T00:00:00Z', '01T00:01:00Z') + '&meter=x');
  expect(await faultsOf(answer)).toEqual([
    '/meter is there twice',
    '/from must lie on a quarter-hour',
  ]);
});

test('an account that is too long for a path is told the same rule, and is not repeated', async () => {
  const answer = await get(api, usagePath.replace('u1', 'x'.repeat(5_000)));
  expect(answer.status).toBe(414);
  expect(await problemOf(answer)).toMatchObject({
    detail: 'A part of the path is too long. The id of an account has 1 to 256 characters.',
  });
});

test('a grouping is answered with a breakdown also where there is nothing', async () => {
  const path = `${usagePath.replace('u1', 'nobody')}&window=month&groupBy=group`;
  expect(await json(path)).toMatchObject({ breakdown: [], windows: [{ breakdown: [] }] });
  expect(await json(usagePath)).not.toHaveProperty('breakdown');
});

test('faults of path and query are named at once', async () => {
  const answer = await get(api, '/v1/accounts/x/usage?from=1&to=2&meter=Y&z=1');
  expect((await problemOf(answer)).errors?.map((fault) => [fault.in, fault.path])).toEqual([
    ['path', '/account'],
    ['query', '/from'],
    ['query', '/to'],
    ['query', '/meter'],
    ['query', '/z'],
  ]);
});
