import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { defaultLimits, type Limits } from '../../../api/limits.ts';
import { signed } from '../../support/tokens.ts';
import { key, now, startApi, type ApiUnderTest } from './api-under-test.ts';
import { factJson, get, post, postFacts, problemOf } from './calls.ts';
import { secret } from './in-memory-access.ts';

let api: ApiUnderTest;
afterEach(() => api.close());

const limited = (limits: Partial<Limits>) => () => ({ limits: { ...defaultLimits, ...limits } });

/** An API whose door keeps every fact waiting until it is opened. */
const startWithClosedDoor = async (limits: Partial<Limits>) => {
  const opened = Promise.withResolvers<undefined>();
  api = await startApi(({ door }) => ({
    ...limited(limits)(),
    door: {
      receive: async (facts) => {
        await opened.promise;
        return door.receive(facts);
      },
    },
  }));
  return {
    open: () => {
      opened.resolve(undefined);
    },
  };
};

const largeFact = (id: string) =>
  factJson(id, { type: 'test.large', data: { text: 'x'.repeat(600) } });

/** A post whose body the test writes itself. */
const startPost = (headers: Readonly<Record<string, string>> = {}): ClientRequest => {
  const sent = request({
    port: api.port,
    host: '127.0.0.1',
    path: '/v1/facts',
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
  });
  sent.on('error', () => undefined);
  return sent;
};

const responseTo = async (sent: ClientRequest): Promise<IncomingMessage> => {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
};

describe('too many requests at once', () => {
  test('are told to come again, operators are answered all the same, and then there is room', async () => {
    const { open } = await startWithClosedDoor({ requests: 2 });
    const first = [postFacts(api, factJson('a')), postFacts(api, factJson('b'))];
    await expect.poll(() => api.underWay()[0]).toBe(2);
    const refused = await postFacts(api, factJson('c'));
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await problemOf(refused)).toMatchObject({ type: 'unavailable', status: 503 });
    expect((await get(api, '/v1/meters')).status).toBe(503);
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      expect([path, (await fetch(api.url + path)).status]).toEqual([path, 200]);
    }
    open();
    for (const answer of await Promise.all(first)) expect(answer.status).toBe(202);
    await expect.poll(() => api.underWay()).toEqual([0, 0]);
    expect((await postFacts(api, factJson('c'))).status).toBe(202);
    expect(api.observed).toContainEqual(['shed', 'requests']);
  });

  test('of facts leave places for questions', async () => {
    const { open } = await startWithClosedDoor({ requests: 4 });
    const first = ['a', 'b', 'c'].map((id) => postFacts(api, factJson(id)));
    await expect.poll(() => api.underWay()[0]).toBe(3);
    expect((await postFacts(api, factJson('d'))).status).toBe(503);
    expect((await get(api, '/v1/meters')).status).toBe(200);
    open();
    for (const answer of await Promise.all(first)) expect(answer.status).toBe(202);
  });

  test('are refused before their bodies are read', async () => {
    const { open } = await startWithClosedDoor({ requests: 1 });
    const first = postFacts(api, factJson('a'));
    await expect.poll(() => api.underWay()[0]).toBe(1);
    const unread = startPost();
    unread.write('[');
    const answer = await responseTo(unread);
    expect(answer.statusCode).toBe(503);
    unread.destroy();
    open();
    expect((await first).status).toBe(202);
  });

  test('include those whose clients have left while their facts were on the way', async () => {
    const { open } = await startWithClosedDoor({ requests: 1 });
    const left = new AbortController();
    const first = fetch(`${api.url}/v1/facts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(factJson('a')),
      signal: left.signal,
    });
    // The body counts from the moment it is read, so the handler has begun or is about to.
    await expect.poll(() => api.underWay()[1]).toBeGreaterThan(0);
    await vi.waitFor(() => {
      expect(api.underWay()[0]).toBe(1);
    });
    left.abort();
    await expect(first).rejects.toThrow();
    expect((await postFacts(api, factJson('b'))).status).toBe(503);
    open();
    await expect.poll(() => api.underWay()).toEqual([0, 0]);
    expect(api.facts().map(({ id }) => id)).toEqual(['a']);
  });
});

describe('one caller', () => {
  test('who is a member holds an eighth of the places, however many tokens they have', async () => {
    const waited = Promise.withResolvers<boolean>();
    api = await startApi(() => ({
      ...limited({ requests: 16 })(),
      progress: { reached: () => waited.promise },
    }));
    const ask = async (id: string, name: string) => {
      const exp = Math.floor(now / 1_000) + 60;
      const claims = { id, tenantId: 'default', exp, name };
      const token = await signed(claims, { algorithm: 'HS256', key: secret });
      const period = 'from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&after=9';
      const path = `/v1/accounts/user:${id}/storage?${period}`;
      return get(api, path, { authorization: `Bearer ${token}` });
    };
    const waiting = [ask('1', 'a'), ask('1', 'b')];
    await expect.poll(() => api.underWay()[0]).toBe(2);
    const refused = await ask('1', 'c');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await get(api, '/v1/meters')).status).toBe(200);
    const other = ask('2', 'a');
    waited.resolve(true);
    for (const answer of await Promise.all([...waiting, other])) expect(answer.status).toBe(200);
    expect((await ask('1', 'd')).status).toBe(200);
  });

  test('of one tenant leaves places to the other tenants', async () => {
    const { open } = await startWithClosedDoor({ requests: 16 });
    // Three quarters are for facts, and of these seven eighths for one tenant.
    const first = Array.from({ length: 11 }, (_, n) => postFacts(api, factJson(`a${n}`)));
    await expect.poll(() => api.underWay()[0]).toBe(11);
    expect((await postFacts(api, factJson('b'))).status).toBe(503);
    const other = postFacts(api, factJson('b'), { headers: { 'x-tenant-id': 't2' } });
    await expect.poll(() => api.underWay()[0]).toBe(12);
    open();
    for (const answer of await Promise.all([...first, other])) expect(answer.status).toBe(202);
  });
});

describe('too many bytes at once', () => {
  const roomFor = (bytes: number) => startWithClosedDoor({ bodiesBytes: bytes });
  const large = JSON.stringify(largeFact('a'));

  test('a body that says it is larger than the room that is left is refused unread', async () => {
    const { open } = await roomFor(1_000);
    const first = post(api, large);
    await expect.poll(() => api.underWay()[1]).toBe(Buffer.byteLength(large));
    const unread = startPost({ 'content-length': '900' });
    unread.flushHeaders();
    const refused = await responseTo(unread);
    expect(refused.statusCode).toBe(503);
    expect(refused.headers['retry-after']).toBe('1');
    unread.destroy();
    open();
    expect((await first).status).toBe(202);
    await expect.poll(() => api.underWay()).toEqual([0, 0]);
    expect(api.observed).toContainEqual(['shed', 'bodies']);
  });

  test.each([
    ['that does not say how large it is', large, {}],
    ['that is compressed', gzipSync(large), { 'content-encoding': 'gzip' }],
  ])('a body %s is refused when it has become too much', async (_name, body, headers) => {
    const { open } = await roomFor(1_000);
    const first = post(api, large);
    await expect.poll(() => api.underWay()[1]).toBeGreaterThan(0);
    const second = startPost({ 'transfer-encoding': 'chunked', ...headers });
    second.end(body);
    const refused = await responseTo(second);
    expect(refused.statusCode).toBe(503);
    expect(await text(refused)).toContain('There is no room for another body now.');
    open();
    expect((await first).status).toBe(202);
  });

  test('lines hold only what is not dealt with, and are read on slowly while there is no room', async () => {
    api = await startApi(limited({ bodiesBytes: 1_000 }));
    const lines = Array.from({ length: 300 }, (_, n) => JSON.stringify(largeFact(`l${n}`)));
    const answer = await post(api, lines.join('\n'), { type: 'application/x-ndjson' });
    expect(await answer.json()).toMatchObject({ accepted: 300 });
    await expect.poll(() => api.underWay()).toEqual([0, 0]);
  });

  test('lines that come while there is no room are refused unread', async () => {
    const { open } = await roomFor(Buffer.byteLength(large));
    const first = post(api, large);
    await expect.poll(() => api.underWay()[1]).toBeGreaterThan(0);
    const second = post(api, large, { type: 'application/x-ndjson' });
    await expect.poll(() => api.observed).toContainEqual(['shed', 'bodies']);
    expect((await second).status).toBe(503);
    open();
    expect((await first).status).toBe(202);
  });

  test('one stream of large lines is read no further than its share', async () => {
    const { open } = await startWithClosedDoor({ streamBytes: 100_000 });
    const lines = Array.from({ length: 2_000 }, (_, n) => JSON.stringify(largeFact(`l${n}`)));
    const answer = post(api, lines.join('\n'), { type: 'application/x-ndjson' });
    await expect.poll(() => api.underWay()[1]).toBeGreaterThan(20_000);
    // A chunk may come on top of the share.
    expect(api.underWay()[1]).toBeLessThan(100_000 + 2 * 64 * 1024);
    open();
    expect(await (await answer).json()).toMatchObject({ accepted: 2_000 });
  });
});

describe('rates', () => {
  test('of a key are limited, and say when to come again', async () => {
    api = await startApi(limited({ requestsPerSecond: 1, burstSeconds: 600 }));
    const first = await get(api, '/v1/meters');
    expect(first.status).toBe(200);
    expect(first.headers.get('ratelimit-limit')).toBe('600');
    expect(first.headers.get('ratelimit-remaining')).toBe('599');
    for (let left = 598; left >= 0; left -= 1) await get(api, '/v1/meters');
    const refused = await postFacts(api, factJson('a'));
    expect(refused.status).toBe(429);
    const seconds = refused.headers.get('retry-after');
    expect(Number(seconds)).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit-reset')).toBe(seconds);
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    expect(await problemOf(refused)).toMatchObject({ type: 'rate-limited', status: 429 });
    expect(api.facts()).toEqual([]);
    expect((await fetch(`${api.url}/readyz`)).status).toBe(200);
    expect(api.observed).toContainEqual(['limited', 'credential']);
  });

  test('of a key are one, however its header is written and whatever it is refused', async () => {
    api = await startApi(limited({ requestsPerSecond: 1, burstSeconds: 4 }));
    const made = await post(api, JSON.stringify({ name: 'producer', scopes: ['ingest'] }), {
      path: '/v1/keys',
    });
    const { key: producer } = (await made.json()) as { readonly key: string };
    const statuses = [];
    for (const header of ['Bearer ', 'bearer ', 'Bearer  ', 'BEARER ', 'Bearer ', 'Bearer   ']) {
      const authorization = `${header}${producer}`;
      statuses.push((await get(api, '/v1/accounts', { authorization })).status);
    }
    // The first is counted from the answer on.
    expect(statuses).toEqual([404, 404, 404, 404, 404, 429]);
  });

  test('of an address are limited where no key is needed', async () => {
    api = await startApi(limited({ requestsPerSecond: 1, burstSeconds: 2 }));
    const statuses = [];
    for (const other of ['a', 'b', 'c']) {
      const headers = { authorization: `Bearer ${other}` };
      statuses.push((await fetch(`${api.url}/openapi.json`, { headers })).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
  });

  test('of guesses are limited by address, and keys that are known are let through', async () => {
    api = await startApi(limited({ failedAttemptsPerMinute: 2 }));
    expect((await get(api, '/v1/meters')).status).toBe(200);
    const guess = (n: number) => get(api, '/v1/meters', { authorization: `Bearer key_${n}` });
    expect((await guess(1)).status).toBe(401);
    expect((await guess(2)).status).toBe(401);
    const refused = await guess(3);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await problemOf(refused)).toMatchObject({ type: 'rate-limited' });
    expect((await fetch(`${api.url}/v1/meters`)).status).toBe(429);
    expect((await get(api, '/v1/meters')).status).toBe(200);
    expect(api.observed).toContainEqual(['limited', 'attempts']);
  });

  test('of guesses go by the address that a trusted proxy names, and no other', async () => {
    const guess = (from: string) =>
      get(api, '/v1/meters', { authorization: 'Bearer x', 'x-forwarded-for': from });
    api = await startApi(limited({ failedAttemptsPerMinute: 1, trustedProxies: '127.0.0.1' }));
    expect((await guess('192.0.2.1')).status).toBe(401);
    expect((await guess('192.0.2.1')).status).toBe(429);
    expect((await guess('192.0.2.2')).status).toBe(401);
    await api.close();
    api = await startApi(limited({ failedAttemptsPerMinute: 1 }));
    expect((await guess('192.0.2.1')).status).toBe(401);
    expect((await guess('192.0.2.2')).status).toBe(429);
  });
});

describe('slow clients', () => {
  test('lines that trickle end with what has come', async () => {
    api = await startApi(limited({ trickleMs: 50, trickleBytes: 1_000_000 }));
    const trickling = startPost({ 'content-type': 'application/x-ndjson' });
    trickling.write(`${JSON.stringify(factJson('a'))}\n{`);
    const answer = await responseTo(trickling);
    expect(answer.statusCode).toBe(408);
    expect(JSON.parse(await text(answer))).toMatchObject({
      type: 'too-slow',
      lastDurableLine: 1,
      accepted: 1,
    });
    trickling.destroy();
    expect(api.facts()).toHaveLength(1);
  });

  test.each([{}, { 'content-encoding': 'gzip' }])(
    'any other body that trickles is refused %o',
    async (headers) => {
      api = await startApi(limited({ trickleMs: 50, trickleBytes: 1_000_000 }));
      const trickling = startPost(headers);
      trickling.write(Uint8Array.of(0x1f));
      const answer = await responseTo(trickling);
      expect(answer.statusCode).toBe(408);
      expect(await text(answer)).toContain('"type":"too-slow"');
      trickling.destroy();
    },
  );

  test('a body that waits for the service, and not the service for it, is not cut', async () => {
    const { open } = await startWithClosedDoor({
      trickleMs: 20,
      trickleBytes: 1,
      streamBytes: 1_000,
    });
    const lines = Array.from({ length: 1_000 }, (_, n) => JSON.stringify(largeFact(`l${n}`)));
    const waiting = post(api, lines.join('\n'), { type: 'application/x-ndjson' });
    await expect.poll(() => api.underWay()[1]).toBeGreaterThan(1_000);
    // By the time that this one is cut the other has been looked at as well.
    for (let n = 0; n < 3; n += 1) {
      const trickling = startPost();
      trickling.write('[');
      expect((await responseTo(trickling)).statusCode).toBe(408);
      trickling.destroy();
    }
    open();
    expect(await (await waiting).json()).toMatchObject({ accepted: 1_000 });
  });

  test('headers that do not end are cut', async () => {
    api = await startApi(limited({ headersMs: 100 }));
    const socket = connect(api.port, '127.0.0.1');
    socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('a client that does not read its answer loses its connection', async () => {
    const large = Array.from({ length: 1_000 }, (_, n) => ({
      account: `user:${'x'.repeat(60_000)}${n}`,
      facts: 1n,
    }));
    api = await startApi(({ queries }) => ({
      ...limited({ answerMs: 50 })(),
      queries: { ...queries, accounts: async () => large },
    }));
    const deaf = connect(api.port, '127.0.0.1');
    deaf.on('error', () => undefined);
    deaf.write(
      `GET /v1/accounts?limit=1000 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\n\r\n`,
    );
    await expect.poll(() => api.underWay()[0]).toBe(1);
    await expect.poll(() => api.underWay()[0]).toBe(0);
    deaf.destroy();
  });
});
