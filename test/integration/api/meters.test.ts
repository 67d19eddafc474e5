import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { key as apiKey, startApi, type ApiUnderTest } from './api-under-test.ts';
import { factJson, faultsOf, get, post, postFacts, problemOf } from './calls.ts';

let api: ApiUnderTest;
let isReached = true;
beforeAll(async () => {
  api = await startApi(() => ({ progress: { reached: async () => isReached } }));
});
afterAll(() => api.close());

const pages = {
  key: 'pages.printed',
  unit: 'page',
  types: ['acme.printed'],
  aggregation: 'sum',
  value: 'pages',
  where: [{ key: 'colour', is: ['red', 'blue'] }],
  dimensions: ['colour'],
};

const headersOf = (tenant: string) => ({ 'x-tenant-id': tenant });
const define = (definition: unknown, tenant = 'default'): Promise<Response> =>
  post(api, JSON.stringify(definition), { path: '/v1/meters', headers: headersOf(tenant) });
const retire = (key: string, tenant = 'default'): Promise<Response> =>
  fetch(`${api.url}/v1/meters/${key}`, {
    method: 'DELETE',
    headers: { authorization: authorization(), ...headersOf(tenant) },
  });
const authorization = (): string => `Bearer ${apiKey}`;

const listed = async (tenant = 'default') => {
  const answer = await get(api, '/v1/meters', headersOf(tenant));
  const { meters } = (await answer.json()) as { readonly meters: readonly { key: string }[] };
  return meters;
};

describe('a definition', () => {
  test('is taken, and again is the same, whatever the order of its members', async () => {
    const first = await define(pages, 'a');
    expect(first.status).toBe(201);
    expect(await first.json()).toEqual({ ...pages, origin: 'own', state: 'waiting' });
    const reversed = Object.fromEntries(Object.entries(pages).reverse());
    const again = await define(reversed, 'a');
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual({ ...pages, origin: 'own', state: 'waiting' });
  });

  test('of a key that has another one is refused', async () => {
    const answer = await define({ ...pages, unit: 'sheet' }, 'a');
    expect(answer.status).toBe(409);
    expect(await problemOf(answer)).toMatchObject({ type: 'meter-exists' });
  });

  test('that loses against one written at the same moment is refused', async () => {
    const other = { ...pages, unit: 'sheet' };
    const answers = await Promise.all([define(pages, 'race'), define(other, 'race')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  test('with faults is refused with all of them', async () => {
    const answer = await define({ ...pages, key: 'files.stored', value: 1, colour: 'red' });
    expect(answer.status).toBe(422);
    expect(await faultsOf(answer)).toEqual([
      expect.stringContaining('/value must be'),
      expect.stringContaining('/colour is not known here'),
      '/key is the key of a meter that every tenant has',
    ]);
  });

  test('that the read models do not reach in time is on record, and can be asked for again', async () => {
    isReached = false;
    const late = await define(pages, 'late');
    isReached = true;
    expect(late.status).toBe(504);
    expect((await define(pages, 'late')).status).toBe(200);
  });

  test('is one too many at some point', async () => {
    for (let n = 0; n < 200; n += 1) {
      expect((await define({ ...pages, key: `m${n}` }, 'many')).status).toBe(201);
    }
    expect(await problemOf(await define(pages, 'many'))).toMatchObject({ type: 'too-many-meters' });
  });
});

describe('a list of meters', () => {
  test('has those of all, then the own ones with their state, and nobody else’s', async () => {
    await define(pages, 'b');
    api.fillMeters('b', { state: 'filling', sequence: 12n, of: 30n });
    const meters = await listed('b');
    expect(meters[0]).toMatchObject({ key: 'storage.bytes', origin: 'shipped', state: 'live' });
    expect(meters.at(-1)).toEqual({
      ...pages,
      origin: 'own',
      state: 'filling',
      sequence: '12',
      of: '30',
    });
    expect((await listed('c')).map(({ key }) => key)).not.toContain(pages.key);
  });
});

describe('a meter that is retired', () => {
  test('is offered no longer, and again is no fault', async () => {
    await define(pages, 'd');
    expect((await retire(pages.key, 'd')).status).toBe(204);
    expect((await retire(pages.key, 'd')).status).toBe(204);
    expect((await listed('d')).map(({ key }) => key)).not.toContain(pages.key);
    const answer = await define(pages, 'd');
    expect(answer.status).toBe(409);
    expect(await problemOf(answer)).toMatchObject({ type: 'meter-retired' });
  });

  test.each([
    ['files.stored', 409],
    ['unknown', 404],
  ])('%s is %i', async (key, status) => {
    expect((await retire(key, 'd')).status).toBe(status);
  });
});

describe('usage by a meter of one’s own', () => {
  const tenant = 'e';
  const usage = (more = '', account = 'user:u1') =>
    get(
      api,
      `/v1/accounts/${account}/usage?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&meter=pages.printed${more}`,
      headersOf(tenant),
    );
  const printed = (id: string, data: object) => factJson(id, { type: 'acme.printed', data });

  test('is refused until all facts are counted, with how far that is', async () => {
    await define(pages, tenant);
    api.fillMeters(tenant, { state: 'filling', sequence: 1n, of: 4n });
    const answer = await usage();
    expect(answer.status).toBe(409);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(await problemOf(answer)).toMatchObject({
      type: 'meter-filling',
      meter: { state: 'filling', sequence: '1', of: '4' },
    });
  });

  test('then has its unit, and is told apart by its dimensions', async () => {
    api.fillMeters(tenant, { state: 'live' });
    await postFacts(
      api,
      [
        printed('p1', { pages: 3, colour: 'red' }),
        printed('p2', { pages: '1.5', colour: 'blue' }),
        printed('p3', { pages: 100, colour: 'green' }),
      ],
      { headers: headersOf(tenant) },
    );
    expect(await (await usage('&groupBy=colour')).json()).toMatchObject({
      meter: 'pages.printed',
      unit: 'page',
      total: '4.5',
      facts: '2',
      breakdown: [
        { key: 'blue', quantity: '1.5', facts: '1' },
        { key: 'red', quantity: '3', facts: '1' },
      ],
    });
  });

  test.each([
    ['&groupBy=shape', '/groupBy must be one of group, colour for a user and this meter'],
    ['&groupBy=subject', '/groupBy must be one of group, colour for a user and this meter'],
  ])('%s is refused', async (more, fault) => {
    expect(await faultsOf(await usage(more))).toEqual([fault]);
  });

  test('shows in a fact that it counts in', async () => {
    const path = '/v1/facts?source=/openmeet&id=p2';
    expect(await (await get(api, path, headersOf(tenant))).json()).toMatchObject({
      meters: [{ meter: 'pages.printed', quantity: '1.5' }],
    });
  });

  test('is unknown where it is another’s, or retired', async () => {
    await retire(pages.key, tenant);
    const answer = await usage();
    expect(answer.status).toBe(400);
    expect((await faultsOf(answer))[0]).toMatch(/^\/meter must be one of storage.uploaded_bytes, /);
  });

  test('of a level over time says so in its unit', async () => {
    await define(
      {
        key: 'seats',
        unit: 'seat',
        types: ['acme.seats'],
        aggregation: 'time_weighted',
        value: 'n',
      },
      'f',
    );
    api.fillMeters('f', { state: 'live' });
    const path =
      '/v1/accounts/user:u1/usage?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&meter=seats';
    expect(await (await get(api, path, headersOf('f'))).json()).toMatchObject({ unit: 'seat·ms' });
  });
});
