import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { key as apiKey, startApi, type ApiUnderTest } from '../api/api-under-test.ts';
import { faultsOf, problemOf } from '../api/calls.ts';

let api: ApiUnderTest;
let isReached = true;
beforeAll(async () => {
  api = await startApi(() => ({ progress: { reached: async () => isReached } }));
});
afterAll(() => api.close());

const january = '2026-01-01T00:00:00.000Z';
const february = '2026-02-01T00:00:00.000Z';
const april = '2026-04-01T00:00:00.000Z';

const version = (more: object = {}) => ({
  currency: 'EUR',
  timeZone: 'UTC',
  effectiveFrom: january,
  defaultPlan: 'free',
  graceDays: 3,
  plans: [
    { key: 'free', baseFee: '0', charges: [] },
    {
      key: 'paid',
      baseFee: '5.00',
      charges: [
        {
          key: 'messages',
          meter: 'messages.sent',
          model: { kind: 'package', packageSize: '1000', amount: '0.10' },
        },
      ],
    },
  ],
  ...more,
});

/** Asks on behalf of a tenant: `ask('a')('PUT', '/v1/default-model', { model: 'm' })`. */
const ask =
  (tenant: string) =>
  (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(api.url + path, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        'x-tenant-id': tenant,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

const told = async (answer: Promise<Response>) => {
  const response = await answer;
  return { status: response.status, body: (await response.json()) as unknown };
};

const refused = async (answer: Promise<Response>) => {
  const { status, type, errors = [] } = await problemOf(await answer);
  return [status, type, ...errors.map(({ path, message }) => `${path} ${message}`)];
};

describe('a pricing model', () => {
  const asked = ask('models');
  const put = (model: string, body: unknown) => asked('PUT', `/v1/pricing-models/${model}`, body);

  test('has versions that count from 1, and the same again is no other', async () => {
    const first = { status: 201, body: { key: 'm', version: 1 } };
    expect(await told(put('m', version()))).toEqual(first);
    expect(await told(put('m', version({ effectiveFrom: february })))).toEqual({
      status: 201,
      body: { key: 'm', version: 2 },
    });
    const again = version({ effectiveFrom: '2026-01-01T01:00:00+01:00' });
    expect(await told(put('m', again))).toEqual({ ...first, status: 200 });
  });

  test('shows all of them, as they are stored', async () => {
    const shown = await told(asked('GET', '/v1/pricing-models/m'));
    const plans = version().plans.map((plan) => ({ ...plan, quotas: [] }));
    const publishedAt = expect.any(String) as string;
    const model = {
      key: 'm',
      isWithdrawn: false,
      versions: [
        { ...version({ plans }), version: 1, publishedAt },
        { ...version({ plans, effectiveFrom: february }), version: 2, publishedAt },
      ],
    };
    expect(shown).toEqual({ status: 200, body: model });
    expect(await told(asked('GET', '/v1/pricing-models'))).toEqual({
      status: 200,
      body: { models: [model] },
    });
  });

  test('is refused with every fault at once: of its shape, of the tenant’s meters, of its versions', async () => {
    const [free, paid] = version().plans;
    const charge = { ...paid?.charges[0], meter: 'gone', freeUnits: 5 };
    const level = { key: 'storage', meter: 'storage.bytes', model: { kind: 'flat', amount: '1' } };
    const answer = put('m', {
      ...version({ effectiveFrom: '2026-03-02T00:00:00Z', currency: 'USD', defaultPlan: 'gold' }),
      plans: [free, { ...paid, charges: [charge, level] }],
      version: 3,
    });
    expect(await refused(answer)).toEqual([
      422,
      'bad-input',
      expect.stringContaining(
        '/plans/1/charges/0/freeUnits must be at least 0, a decimal as a text',
      ),
      expect.stringContaining('/version is not known here'),
      '/effectiveFrom must be the beginning of a month in UTC, such as 2026-03-01T00:00:00.000Z',
      '/defaultPlan is none of the plans',
      '/currency must be EUR, as in every version of this model',
      '/plans/1/charges/0/meter is no meter that is known',
      '/plans/1/charges/1/unit/per is missing: the meter is a level over time',
    ]);
  });

  test('may price a meter of one’s own', async () => {
    const [free] = version().plans;
    const charge = { key: 'pages', meter: 'pages', model: { kind: 'flat', amount: '1' } };
    const priced = version({ plans: [{ ...free, charges: [charge] }] });
    expect((await put('own', priced)).status).toBe(422);
    const meter = { key: 'pages', unit: 'page', types: ['acme.printed'], aggregation: 'count' };
    expect((await asked('POST', '/v1/meters', meter)).status).toBe(201);
    expect((await put('own', priced)).status).toBe(201);
  });

  test('has one version for one time', async () => {
    expect(await refused(put('m', version({ graceDays: 4 })))).toEqual([409, 'version-exists']);
  });

  test('has no version for a time that is billed by it', async () => {
    api.bill({ tenant: 'models', account: 'user:u1', model: 'm', to: april });
    const march = version({ effectiveFrom: '2026-03-01T00:00:00Z' });
    expect(await refused(put('m', march))).toEqual([409, 'already-billed']);
    expect((await put('other', march)).status).toBe(201);
    expect((await put('m', version({ effectiveFrom: april }))).status).toBe(201);
  });

  test('that two publish at once has one version of each number', async () => {
    const months = ['05', '06', '07', '08', '09'].map((month) => `2026-${month}-01T00:00:00Z`);
    const answers = await Promise.all(
      [...months, ...months].map((effectiveFrom) => told(put('race', version({ effectiveFrom })))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...months.map(() => 200),
      ...months.map(() => 201),
    ]);
    const numbers = api
      .pricingEvents()
      .flatMap(({ type, data }) =>
        type === 'PricingModelPublished' && data.model === 'race' ? [data.version] : [],
      );
    expect(numbers).toEqual([1, 2, 3, 4, 5]);
  });

  test('that the read models do not reach in time is on record, and can be asked for again', async () => {
    isReached = false;
    const late = await put('late', version());
    isReached = true;
    expect(late.status).toBe(504);
    expect((await put('late', version())).status).toBe(200);
  });

  test('that is withdrawn says so, and again is no fault', async () => {
    const withdraw = (key: string) => asked('DELETE', `/v1/pricing-models/${key}`);
    expect((await withdraw('other')).status).toBe(204);
    expect((await withdraw('other')).status).toBe(204);
    expect((await withdraw('nothing')).status).toBe(404);
    expect((await told(asked('GET', '/v1/pricing-models/other'))).body).toMatchObject({
      isWithdrawn: true,
    });
    const next = version({ effectiveFrom: april });
    expect((await told(put('other', next))).body).toEqual({ key: 'other', version: 2 });
  });

  test('is not there for another tenant', async () => {
    const other = ask('nobody');
    expect((await other('GET', '/v1/pricing-models/m')).status).toBe(404);
    expect((await told(other('GET', '/v1/pricing-models'))).body).toEqual({ models: [] });
    expect((await other('DELETE', '/v1/pricing-models/m')).status).toBe(404);
    expect(await refused(other('PUT', '/v1/default-model', { model: 'm' }))).toEqual([
      422,
      'bad-input',
      '/model is no pricing model that is known',
    ]);
  });
});

describe('the default model', () => {
  const asked = ask('defaults');

  test('is none, then one since always, then another one from a month on', async () => {
    for (const key of ['m', 'n']) await asked('PUT', `/v1/pricing-models/${key}`, version());
    expect((await told(asked('GET', '/v1/default-model'))).body).toEqual({ changes: [] });
    const first = { model: 'm', from: '2000-01-01T00:00:00.000Z' };
    const set = { status: 200, body: { model: 'm', changes: [first] } };
    expect(await told(asked('PUT', '/v1/default-model', { model: 'm' }))).toEqual(set);
    expect(await told(asked('PUT', '/v1/default-model', { model: 'm' }))).toEqual(set);
    expect(await refused(asked('PUT', '/v1/default-model', { model: 'n' }))).toEqual([
      422,
      'bad-input',
      '/from is missing: there is a default model already',
    ]);
    const next = { model: 'n', from: april };
    expect(await told(asked('PUT', '/v1/default-model', next))).toEqual({
      status: 200,
      body: { model: 'm', changes: [first, next] },
    });
  });

  test('is not another one for a time that is billed', async () => {
    api.bill({ tenant: 'defaults', account: 'user:u1', model: 'm', to: april });
    const from = '2026-03-01T00:00:00Z';
    expect(await refused(asked('PUT', '/v1/default-model', { model: 'n', from }))).toEqual([
      409,
      'already-billed',
    ]);
  });
});

describe('who pays', () => {
  const asked = ask('attribution');
  const policy = { effectiveFrom: january, default: 'actor' };

  test('has versions from 1, of which one holds now', async () => {
    expect((await told(asked('GET', '/v1/attribution'))).body).toEqual({
      inForce: 0,
      versions: [],
    });
    const next = { ...policy, effectiveFrom: february, meters: { 'storage.bytes': 'group' } };
    expect(await told(asked('PUT', '/v1/attribution', policy))).toEqual({
      status: 201,
      body: { version: 1 },
    });
    expect((await told(asked('PUT', '/v1/attribution', next))).body).toEqual({ version: 2 });
    expect(await told(asked('PUT', '/v1/attribution', policy))).toEqual({
      status: 200,
      body: { version: 1 },
    });
    expect((await told(asked('GET', '/v1/attribution'))).body).toMatchObject({
      inForce: 1,
      versions: [
        { version: 1, ...policy, meters: {} },
        { version: 2, ...next },
      ],
    });
  });

  test('is refused with every fault at once, those with the tenant’s meters included', async () => {
    const split = { split: { actor: '0.5', group: '0.4' } };
    const bad = { default: 'me', meters: { gone: 'actor', 'messages.sent': split } };
    expect(await refused(asked('PUT', '/v1/attribution', bad))).toEqual([
      422,
      'bad-input',
      '/effectiveFrom is missing',
      '/default must be actor, group, group_owner or a split',
      '/meters/messages.sent/split must have shares that sum to exactly 1',
      '/meters/gone is no meter that is known',
    ]);
  });

  test('never takes effect before what is published, or billed', async () => {
    const other = { ...policy, default: 'group' };
    expect((await refused(asked('PUT', '/v1/attribution', other)))[0]).toBe(422);
    api.bill({ tenant: 'attribution', account: 'user:u1', model: 'm', to: april });
    const late = { ...other, effectiveFrom: '2026-03-15T00:00:00Z' };
    expect(await refused(asked('PUT', '/v1/attribution', late))).toEqual([409, 'already-billed']);
    expect((await told(asked('GET', '/v1/attribution'))).body).toMatchObject({ inForce: 1 });
    expect((await told(ask('nobody')('GET', '/v1/attribution'))).body).toMatchObject({
      versions: [],
    });
  });
});

describe('a subscription', () => {
  const asked = ask('plans');
  const path = '/v1/accounts/user:u1/subscription';

  beforeAll(async () => {
    for (const key of ['m', 'n']) await asked('PUT', `/v1/pricing-models/${key}`, version());
    await asked('PUT', '/v1/default-model', { model: 'm' });
  });

  test('is the default of all where there is none', async () => {
    expect((await told(asked('GET', path))).body).toEqual({
      account: 'user:u1',
      current: { model: 'm', plan: 'free' },
      history: [],
      coming: [],
    });
  });

  test('is to a plan from any instant on, and ends', async () => {
    const since = '2026-01-05T10:30:00.001Z';
    const changed = { model: 'm', plan: 'paid', from: since };
    const current = { model: 'm', plan: 'paid', since };
    const subscribed = { account: 'user:u1', current, history: [changed], coming: [] };
    const set = { plan: 'paid', from: '2026-01-05T11:30:00.001+01:00' };
    expect(await told(asked('PUT', path, set))).toEqual({ status: 200, body: subscribed });
    expect(await told(asked('PUT', path, { ...set, model: 'm' }))).toEqual({
      status: 200,
      body: subscribed,
    });
    const end = '2026-02-05T00:00:00.000Z';
    const ended = { ...subscribed, coming: [{ from: end }] };
    for (let time = 0; time < 2; time += 1) {
      expect(await told(asked('DELETE', `${path}?from=${end}`))).toEqual({
        status: 200,
        body: ended,
      });
    }
    expect((await told(asked('GET', path))).body).toEqual(ended);
  });

  test('shows what holds, not what was replaced', async () => {
    const from = '2026-01-05T10:30:00.001Z';
    await asked('PUT', path, { plan: 'free', from });
    expect((await told(asked('GET', path))).body).toMatchObject({
      current: { model: 'm', plan: 'free', since: from },
      history: [{ model: 'm', plan: 'free', from }],
    });
  });

  test.each<[string, unknown, readonly unknown[]]>([
    ['nothing is said', {}, [422, 'bad-input', '/plan is missing', '/from is missing']],
    [
      'there is no such plan',
      { plan: 'gold', from: april },
      [422, 'bad-input', '/plan is no plan of m at that time or later'],
    ],
    [
      'the model would change within a month',
      { plan: 'free', model: 'n', from: '2026-04-02T00:00:00Z' },
      [
        422,
        'bad-input',
        '/from would change from m to n within a month of UTC: take the beginning of one, such as 2026-04-01T00:00:00.000Z',
      ],
    ],
  ])('is refused where %s', async (_, body, expected) => {
    expect(await refused(asked('PUT', path, body))).toEqual(expected);
  });

  test('ends at a time that the query says', async () => {
    expect(await refused(asked('DELETE', path))).toEqual([400, 'bad-input', '/from is missing']);
  });

  test('does not change where the account is billed, and others are', async () => {
    api.bill({ tenant: 'plans', account: 'user:u1', model: 'm', to: april });
    const set = { plan: 'paid', from: '2026-03-31T23:59:59.999Z' };
    expect(await refused(asked('PUT', path, set))).toEqual([409, 'already-billed']);
    const other = '/v1/accounts/user:u2/subscription';
    expect((await asked('PUT', other, set)).status).toBe(200);
    expect((await asked('PUT', path, { ...set, from: april })).status).toBe(200);
  });

  test('is not to a model that is withdrawn', async () => {
    await asked('DELETE', '/v1/pricing-models/n');
    const set = { plan: 'free', model: 'n', from: '2026-05-01T00:00:00Z' };
    expect(await refused(asked('PUT', path, set))).toEqual([409, 'model-withdrawn']);
  });

  test('is of one tenant', async () => {
    expect((await told(ask('nobody')('GET', path))).body).toEqual({
      account: 'user:u1',
      history: [],
      coming: [],
    });
  });
});

test('a body that is none is refused as everywhere', async () => {
  const answer = await ask('models')('PUT', '/v1/pricing-models/m');
  expect([answer.status, await faultsOf(answer)]).toEqual([422, [' is missing']]);
});
