import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { defaultLimits } from '../../../api/limits.ts';
import { ServiceUnavailable } from '../../../api/service-unavailable.ts';
import { key, startApi, type ApiUnderTest } from './api-under-test.ts';
import { factJson, get, post, postFacts, problemOf } from './calls.ts';

let api: ApiUnderTest;
afterEach(() => api.close());

const responseTo = async (sent: ClientRequest): Promise<IncomingMessage> => {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
};

test('without a key, and with a wrong one', async () => {
  api = await startApi();
  const none = await fetch(`${api.url}/v1/accounts`);
  expect(none.status).toBe(401);
  expect(none.headers.get('www-authenticate')).toBe('Bearer realm="ledger"');
  expect(await problemOf(none)).toMatchObject({ type: 'unauthenticated' });
  const wrong = await get(api, '/v1/accounts', { authorization: 'Bearer key_wrong' });
  expect(wrong.status).toBe(401);
  expect(wrong.headers.get('www-authenticate')).toContain('invalid_token');
  const facts = await post(api, '{', { headers: { authorization: 'Bearer key_wrong' } });
  expect(facts.status).toBe(401);
});

test('what needs no key', async () => {
  api = await startApi();
  for (const path of ['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs']) {
    expect([path, (await fetch(api.url + path)).status]).toEqual([path, 200]);
  }
  const metrics = await fetch(`${api.url}/metrics`);
  expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  expect(await metrics.text()).toBe('ledger_up 1\n');
});

test('health and metrics on a port of their own are there and nowhere else', async () => {
  const operations = ['/healthz', '/readyz', '/metrics'];
  api = await startApi(undefined, 'public');
  for (const path of operations) {
    const answer = await fetch(api.url + path);
    expect(answer.status).toBe(404);
    expect(await problemOf(answer)).toMatchObject({ type: 'no-such-path' });
  }
  const described = await (await fetch(`${api.url}/openapi.json`)).text();
  for (const path of operations) expect(described).not.toContain(`"${path}"`);
  await api.close();
  api = await startApi(undefined, 'private');
  for (const path of operations) expect((await fetch(api.url + path)).status).toBe(200);
  for (const path of ['/v1/meters', '/docs', '/openapi.json']) {
    expect((await get(api, path)).status).toBe(404);
  }
});

test('readiness names what is not ready', async () => {
  api = await startApi(() => ({ readiness: async () => ['the index is behind', 'no database'] }));
  const answer = await fetch(`${api.url}/readyz`);
  expect(answer.status).toBe(503);
  expect(await problemOf(answer)).toMatchObject({
    type: 'not-ready',
    detail: 'the index is behind; no database',
  });
});

test('paths and methods that are none', async () => {
  api = await startApi();
  const lost = await post(api, '{', { path: '/v2/facts' });
  expect(lost.status).toBe(404);
  expect(await problemOf(lost)).toMatchObject({ type: 'no-such-path' });
  const headers = { authorization: `Bearer ${key}` };
  const wrong = await fetch(`${api.url}/v1/facts`, { method: 'DELETE', headers });
  expect(wrong.status).toBe(405);
  expect(wrong.headers.get('allow')).toBe('POST, GET, HEAD, OPTIONS');
  expect(await problemOf(wrong)).toMatchObject({ type: 'method-not-allowed' });
  const options = await fetch(`${api.url}/v1/summary`, { method: 'OPTIONS' });
  expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
  const head = await fetch(`${api.url}/v1/meters`, { method: 'HEAD', headers });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect((await get(api, '/v1/accounts/%E0%A4%A/usage')).status).toBe(400);
});

test('what a browser loads from the documentation is served here and allowed', async () => {
  api = await startApi();
  const page = await fetch(`${api.url}/docs`);
  const csp = page.headers.get('content-security-policy') ?? '';
  expect(csp).toContain("script-src 'self'");
  expect(csp).not.toMatch(/https?:/);
  const html = await page.text();
  expect(html).not.toMatch(/<script>|https?:\/\//);
  const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '');
  expect(parts.length).toBeGreaterThan(3);
  for (const path of parts) {
    const part = await fetch(api.url + path);
    expect([path, part.status]).toEqual([path, 200]);
    await part.arrayBuffer();
  }
  const described = await fetch(`${api.url}/docs/json`);
  expect(await described.json()).toEqual(await (await fetch(`${api.url}/openapi.json`)).json());
});

test('every answer has the headers that protect it', async () => {
  api = await startApi();
  const { headers } = await get(api, '/v1/meters');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test('a mistake of the service is told without its innards, and logged', async () => {
  api = await startApi(({ queries }) => ({
    queries: { ...queries, summary: () => Promise.reject(new TypeError('secret innards')) },
  }));
  const answer = await get(api, '/v1/summary');
  expect(answer.status).toBe(500);
  const problem = await problemOf(answer);
  expect(JSON.stringify(problem)).not.toContain('innards');
  const logged = api.logged.find((line) => line.includes('secret innards'));
  expect(logged).toContain(problem.instance);
});

test('an outage says when to come again', async () => {
  const away = () => Promise.reject(new ServiceUnavailable('The store is away.', 5));
  api = await startApi(({ queries }) => ({
    door: { receive: away },
    queries: { ...queries, summary: away },
  }));
  for (const answer of [await postFacts(api, factJson('a')), await get(api, '/v1/summary')]) {
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await problemOf(answer)).toMatchObject({ type: 'unavailable' });
  }
});

test('neither credentials nor bodies nor names are logged', async () => {
  api = await startApi();
  await postFacts(api, factJson('a', { subject: 'user:hidden' }));
  await post(api, '{"hidden":');
  await get(api, '/v1/accounts/user:hidden/usage?meter=x');
  await get(api, '/v1/accounts?search=hidden', { authorization: 'Bearer key_hidden' });
  const logged = api.logged.join('');
  expect(logged).toContain('"route":"/v1/accounts/:account/usage"');
  expect(logged).not.toMatch(/hidden|key_of/);
});

test('a body that does not come is not waited for', async () => {
  api = await startApi(() => ({ limits: { ...defaultLimits, bodyMs: 20 } }));
  const slow = request({
    port: api.port,
    host: '127.0.0.1',
    path: '/v1/facts',
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  });
  slow.write('{');
  const response = await responseTo(slow);
  expect(response.statusCode).toBe(408);
  expect(await text(response)).toContain('"type":"too-slow"');
  slow.destroy();
});

const tooMuch = 'x'.repeat(100_000);
const tooLong = 'The URL or the headers are too long. Together they may have 16384 bytes.';

test.each([
  ['what is no HTTP', 'HELLO\r\n\r\n', 400, 'This is no valid HTTP request.'],
  ['a header that is too long', `GET / HTTP/1.1\r\nx: ${tooMuch}\r\n\r\n`, 431, tooLong],
  ['a URL that is too long', `GET /${tooMuch} HTTP/1.1\r\nhost: x\r\n\r\n`, 431, tooLong],
])('%s is answered with a problem', async (_name, sent, status, detail) => {
  api = await startApi();
  const socket = connect(api.port, '127.0.0.1');
  socket.write(sent);
  const answer = await text(socket);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(answer).toContain('content-type: application/problem+json');
  expect(answer).toContain(`"detail":"${detail}"`);
});

test('a close waits for what was accepted', async () => {
  const entered = Promise.withResolvers<undefined>();
  const goOn = Promise.withResolvers<undefined>();
  api = await startApi(({ door }) => ({
    door: {
      receive: async (facts) => {
        entered.resolve(undefined);
        await goOn.promise;
        return door.receive(facts);
      },
    },
  }));
  const answer = postFacts(api, factJson('a'));
  await entered.promise;
  const closed = api.close();
  goOn.resolve(undefined);
  expect((await answer).status).toBe(202);
  await closed;
  await expect(get(api, '/healthz')).rejects.toThrow();
});

test('a client that sends for ever hears that it is refused, and does not hold up the close', async () => {
  api = await startApi(() => ({ limits: { ...defaultLimits, lingerMs: 20 } }));
  const endless = request({
    port: api.port,
    host: '127.0.0.1',
    path: '/v1/facts',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  const gone = once(endless, 'close');
  endless.on('error', () => undefined);
  endless.write('[');
  const response = await responseTo(endless);
  expect(response.statusCode).toBe(401);
  response.resume();
  await api.close();
  endless.destroy();
  await gone;
});

test('a client that does not read its answer does not hold up the close', async () => {
  const large = Array.from({ length: 1_000 }, (_, n) => ({
    account: `user:${'x'.repeat(60_000)}${n}`,
    facts: 1n,
  }));
  api = await startApi(({ queries }) => ({
    limits: { ...defaultLimits, closeMs: 20 },
    queries: { ...queries, accounts: async () => large },
  }));
  const deaf = request({
    port: api.port,
    host: '127.0.0.1',
    path: '/v1/accounts?limit=1000',
    headers: { authorization: `Bearer ${key}` },
  });
  deaf.end();
  const response = await responseTo(deaf);
  response.on('error', () => undefined);
  await api.close();
  deaf.destroy();
});
