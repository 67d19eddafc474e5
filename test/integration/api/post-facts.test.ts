import { afterEach, beforeEach, expect, test } from 'vitest';
import { startApi, type ApiUnderTest } from './api-under-test.ts';
import { factJson, get, post, postFacts, problemOf } from './calls.ts';

let api: ApiUnderTest;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

test('one fact, and again', async () => {
  const first = await postFacts(api, factJson('a'));
  expect(first.status).toBe(202);
  expect(await first.json()).toEqual({
    accepted: 1,
    duplicates: 0,
    refused: [],
    refusedCount: 0,
    position: '10',
  });
  const again = await postFacts(api, factJson('a'));
  expect(again.status).toBe(202);
  expect(await again.json()).toMatchObject({ accepted: 0, duplicates: 1, position: '10' });
});

test('an array; a conflict in it is refused and the rest is in', async () => {
  await postFacts(api, factJson('a'));
  const other = factJson('a', { time: '2026-01-16T09:30:00Z' });
  const answer = await postFacts(api, [factJson('b'), other, factJson('c'), factJson('a')]);
  expect(answer.status).toBe(207);
  expect(await answer.json()).toMatchObject({
    accepted: 2,
    duplicates: 1,
    refusedCount: 1,
    refused: [{ index: 1, id: 'a', problem: { status: 409, type: 'fact-conflict' } }],
  });
  expect(api.facts().map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});

test('a single conflict is a 409', async () => {
  await postFacts(api, factJson('a'));
  const answer = await postFacts(api, factJson('a', { subject: 'user:u2' }));
  expect(answer.status).toBe(409);
  expect(await problemOf(answer)).toMatchObject({ type: 'fact-conflict', status: 409 });
});

test('lines, each for itself', async () => {
  const body = `${JSON.stringify(factJson('a'))}\r\n\n{"id":"x"}\n${JSON.stringify(factJson('b'))}`;
  const answer = await post(api, body, { type: 'application/x-ndjson' });
  expect(answer.status).toBe(207);
  expect(await answer.json()).toMatchObject({
    accepted: 2,
    refusedCount: 1,
    refused: [{ index: 2, id: 'x', problem: { status: 422 } }],
  });
});

test('lines without a fault, and none at all', async () => {
  const type = 'application/x-ndjson; charset=utf-8';
  expect((await post(api, `${JSON.stringify(factJson('a'))}\n`, { type })).status).toBe(202);
  const none = await post(api, '\n\n', { type });
  expect(none.status).toBe(202);
  expect(await none.json()).toMatchObject({ accepted: 0, position: '0' });
});

test("the media types of CloudEvents, and a tenant's name", async () => {
  const one = { type: 'application/cloudevents+json' };
  const batch = { type: 'application/cloudevents-batch+json' };
  const tenant = { 'x-tenant-id': 't2' };
  expect((await postFacts(api, factJson('a'), one)).status).toBe(202);
  expect((await postFacts(api, [factJson('b')], batch)).status).toBe(202);
  expect((await postFacts(api, [factJson('a')], one)).status).toBe(422);
  expect((await postFacts(api, factJson('a'), batch)).status).toBe(422);
  await postFacts(api, factJson('a', { tenant: 't2' }), { headers: tenant });
  await postFacts(api, factJson('b'), { headers: tenant });
  expect(api.facts().map(({ tenant, id }) => `${tenant} ${id}`)).toEqual([
    'default a',
    'default b',
    't2 a',
    't2 b',
  ]);
});

test("OpenMeter's path answers without a body", async () => {
  const path = '/api/v1/events';
  const one = { path, type: 'application/cloudevents+json' };
  const answer = await postFacts(api, factJson('a'), one);
  expect(answer.status).toBe(204);
  expect(await answer.text()).toBe('');
  const batch = { path, type: 'application/cloudevents-batch+json' };
  expect((await postFacts(api, [factJson('a'), factJson('b')], batch)).status).toBe(204);
  expect((await postFacts(api, factJson('a', { subject: 'user:u2' }), one)).status).toBe(409);
  const mixed = [factJson('a', { subject: 'user:u2' }), factJson('c')];
  expect((await postFacts(api, mixed, batch)).status).toBe(207);
  expect((await postFacts(api, { id: 'x' }, one)).status).toBe(422);
  expect((await post(api, '{}', { path, type: 'application/x-ndjson' })).status).toBe(415);
});

test('a fact that came in can be read, with its tenant only', async () => {
  await postFacts(api, factJson('a'));
  const path = `/v1/facts?source=${encodeURIComponent('/openmeet')}&id=a`;
  const found = await get(api, path);
  expect(found.status).toBe(200);
  expect(await found.json()).toMatchObject({
    fact: { ...factJson('a'), time: '2026-01-15T09:30:00.000Z', tenant: 'default' },
    sequence: '1',
    position: '10',
    meters: [
      { meter: 'storage.bytes' },
      { meter: 'storage.uploaded_bytes', quantity: '1000' },
      { meter: 'files.stored', quantity: '1' },
    ],
  });
  expect((await get(api, path, { 'x-tenant-id': 't2' })).status).toBe(404);
});

test('what became of facts is observed by type and outcome', async () => {
  await postFacts(api, [factJson('a'), factJson('a'), factJson('b')]);
  await postFacts(api, { type: 'openmeet.file.stored' });
  await post(api, '{"type":"x.y"}\n', { type: 'application/x-ndjson' });
  expect(api.observed.filter(([first]) => first !== '/v1/facts')).toEqual([
    ['openmeet.file.stored', 'accepted', 2],
    ['openmeet.file.stored', 'duplicate', 1],
    ['', 'refused', 1],
    ['x.y', 'refused', 1],
  ]);
});
