import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startApi, type ApiUnderTest } from './api-under-test.ts';
import { factJson, faultsOf, post, postFacts, problemOf } from './calls.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());
afterEach(() => {
  // Whatever is bad leaves nothing behind.
  expect(api.facts()).toEqual([]);
});

const at = (time: unknown) => factJson('a', { time });
const storing = (data: unknown) => factJson('a', { data });
const noTime =
  '/time must be an RFC 3339 time with an offset, on a real calendar day, without a leap second';

test.each([
  ['30 February', at('2026-02-30T00:00:00Z'), [noTime]],
  ['24:00:01', at('2026-01-15T24:00:01Z'), [noTime]],
  ['a leap second', at('2016-12-31T23:59:60Z'), [noTime]],
  ['no offset', at('2026-01-15T09:30:00'), [noTime]],
  [
    'next week',
    at('2026-02-07T00:00:00Z'),
    ['/time is after 2026-01-31T01:00:00.000Z, in the future'],
  ],
  ['long ago', at('1999-12-31T23:59:59Z'), ['/time is before 2000-01-01T00:00:00.000Z']],
  [
    "another tenant's name",
    factJson('a', { tenant: 't2' }),
    ['/tenant is "t2", but the request acts for "default"'],
  ],
  ['U+0000', storing({ fileId: 'a\u0000b', bytes: 1 }), ['/data/fileId must not hold U+0000']],
  ['a lone surrogate', storing({ fileId: 'a\ud800', bytes: 1 }), ['/data/fileId must not hold']],
  ['an unknown key', factJson('a', { colour: 1 }), ['/colour is not known here']],
  [
    'an unknown key in data',
    storing({ fileId: 'a', bites: 1 }),
    ['/data/bytes is missing', '/data/bites is not known here'],
  ],
  [
    'a type that is kept for amendments',
    factJson('a', { type: 'usage.deleted' }),
    ['/type begins with usage., which is kept for amendments'],
  ],
  [
    'an amendment that says too little',
    factJson('a', { type: 'usage.corrected', data: { target: { id: 'b' }, reason: '' } }),
    ['/data/target/source is missing', '/data/by is missing', '/data/data', '/data/reason must be'],
  ],
  ['no object', 17, [' must be an object']],
  ['null', null, [' must be an object']],
  [
    'wrong types everywhere',
    { specversion: 1, id: 2, source: [], type: {}, subject: 'u1', time: 0, data: 'x' },
    ['/specversion', '/id', '/source', '/type', '/subject', '/time', '/data'],
  ],
])('one fact with %s', async (_name, fact, faults) => {
  const answer = await postFacts(api, fact);
  expect(answer.status).toBe(422);
  const found = await faultsOf(answer);
  for (const fault of faults) {
    expect(found.some((text) => text.startsWith(fault))).toBe(true);
  }
});

test('every fault of every fact of an array is named, and none is in', async () => {
  const answer = await postFacts(api, [
    factJson('a'),
    at('x'),
    factJson('c'),
    storing({ fileId: 'd', bytes: -1, group: 5 }),
    'no fact',
  ]);
  expect(answer.status).toBe(422);
  const paths = (await faultsOf(answer)).map((fault) => fault.split(' ')[0]);
  expect(paths).toEqual(['/1/time', '/3/data/bytes', '/3/data/group', '/4']);
});

test('the list of faults is capped and says how many more there are', async () => {
  const answer = await postFacts(
    api,
    Array.from({ length: 1_500 }, () => 1),
  );
  const problem = await problemOf(answer);
  expect(problem.errors).toHaveLength(1_000);
  expect(problem).toMatchObject({
    moreErrors: 500,
    detail: 'There are 1500 faults in the request.',
  });
});

test.each(['12345678901234567', '0.12345678901234567', '10000000000000001', '1e400'])(
  '%s is refused with the advice to send a text',
  async (literal) => {
    const text = JSON.stringify([factJson('a'), storing({ fileId: 'a', bytes: 0 })]);
    const answer = await post(api, text.replace('"bytes":0', `"bytes":${literal}`));
    expect(answer.status).toBe(422);
    const faults = await faultsOf(answer);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^\/1\/data\/bytes cannot be kept exactly.*send it as a text$/);
  },
);

test('a key that stands twice is refused', async () => {
  const text = JSON.stringify(factJson('a')).replace('"bytes":1000', '"bytes":1,"bytes":1000');
  expect(await faultsOf(await post(api, text))).toEqual(['/data/bytes is there twice']);
});

test.each([
  ['an empty array', [], ' holds no fact'],
  ['10,001 facts', Array.from({ length: 10_001 }, () => 1), ' holds 10001 facts'],
])('%s', async (_name, facts, fault) => {
  const answer = await postFacts(api, facts);
  expect(answer.status).toBe(422);
  expect((await faultsOf(answer))[0]).toContain(fault);
});

test.each([
  ['half an object', '{"a":', 'malformed-json'],
  ['a comma too many', '[1,]', 'malformed-json'],
  ['nothing', ' ', 'malformed-json'],
])('malformed JSON: %s', async (_name, body, type) => {
  const answer = await post(api, body);
  expect(answer.status).toBe(400);
  expect(await problemOf(answer)).toMatchObject({ type });
});

test('invalid UTF-8', async () => {
  const bytes = Buffer.from(JSON.stringify(factJson('a')).replace('u1', 'uX'));
  bytes[bytes.indexOf('X')] = 0xff;
  const answer = await post(api, bytes);
  expect(answer.status).toBe(400);
  expect(await problemOf(answer)).toMatchObject({ type: 'not-utf8' });
});

test.each([
  ['arrays', '['.repeat(100_000), ']'.repeat(100_000), 422],
  ['objects', '{"data":'.repeat(100_000), '}'.repeat(100_000), 413],
])('100,000 nested %s', async (_name, open, close, status) => {
  expect((await post(api, `${open}1${close}`)).status).toBe(status);
});

test('data that is nested too deep', async () => {
  const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`) as unknown;
  const answer = await postFacts(api, factJson('a', { type: 'x.y', data: deep }));
  expect(answer.status).toBe(422);
  expect((await faultsOf(answer))[0]).toMatch(/nested more than 32 deep$/);
  const list = await postFacts(api, [factJson('a', { type: 'x.y', data: deep })]);
  expect(list.status).toBe(422);
});

test('20 MB in one fact', async () => {
  const answer = await postFacts(api, storing({ fileId: 'x'.repeat(20_000_000), bytes: 1 }));
  expect(answer.status).toBe(413);
  expect(await problemOf(answer)).toMatchObject({ type: 'too-large' });
});

test('a fact of more than 64 KiB, alone, in an array and as a line', async () => {
  const large = storing({ fileId: 'x'.repeat(66_000), bytes: 1 });
  const one = await postFacts(api, large);
  expect(one.status).toBe(413);
  expect(await problemOf(one)).toMatchObject({ type: 'fact-too-large' });
  const list = await postFacts(api, [factJson('a'), large]);
  expect(list.status).toBe(422);
  expect(await faultsOf(list)).toEqual(['/1 is larger than 65536 bytes']);
  const line = await postFacts(api, large, { type: 'application/x-ndjson' });
  expect(line.status).toBe(207);
  expect(await line.json()).toMatchObject({
    refused: [{ index: 0, id: null, problem: { type: 'fact-too-large', status: 413 } }],
  });
});

test('gzip that is truncated, damaged, or none', async () => {
  const packed = gzipSync(JSON.stringify(factJson('a')));
  const headers = { 'content-encoding': 'gzip' };
  const damaged = Buffer.from(packed).fill(0xff, 12, 20);
  for (const body of [packed.subarray(0, -9), damaged]) {
    const answer = await post(api, new Uint8Array(body), { headers });
    expect(answer.status).toBe(400);
    expect(await problemOf(answer)).toMatchObject({
      type: 'broken-gzip',
      detail: expect.stringMatching(/^The body is not whole and valid gzip: /) as string,
    });
  }
  for (const type of ['application/json', 'application/x-ndjson']) {
    const answer = await postFacts(api, factJson('a'), { type, headers });
    expect(answer.status).toBe(400);
    expect(await problemOf(answer)).toMatchObject({
      type: 'broken-gzip',
      detail: expect.stringMatching(/^The body is not gzip\./) as string,
    });
  }
  const other = await post(api, 'x', { headers: { 'content-encoding': 'br' } });
  expect(other.status).toBe(415);
});

test('a small body that unpacks to a large one', async () => {
  const bomb = gzipSync(Buffer.alloc(200_000_000, ' '));
  const answer = await post(api, new Uint8Array(bomb), {
    headers: { 'content-encoding': 'gzip' },
  });
  expect(answer.status).toBe(413);
});

test.each(['text/plain', 'application/xml', 'application/json; charset=latin1', 'json'])(
  'the media type %s',
  async (type) => {
    const answer = await post(api, '{}', { type });
    expect(answer.status).toBe(415);
    expect(await problemOf(answer)).toMatchObject({ type: 'unsupported-media-type' });
  },
);

test('no body', async () => {
  const answer = await post(api, '');
  expect(answer.status).toBe(422);
  expect(await faultsOf(answer)).toEqual([' is missing']);
});

test('no body where none is taken, whatever its media type', async () => {
  const answer = await post(api, '', { path: '/v1/projections/none/rebuild' });
  expect(await problemOf(answer)).toMatchObject({ status: 404 });
});
