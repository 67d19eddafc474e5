import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { LoggedFact } from '../../../api/queries/member-facts.ts';
import { ServiceUnavailable } from '../../../api/service-unavailable.ts';
import { madeFact } from '../../support/facts.ts';
import { signed } from '../../support/tokens.ts';
import { now, startApi, type ApiUnderTest } from '../api/api-under-test.ts';
import { problemOf } from '../api/calls.ts';
import { secret } from '../api/in-memory-access.ts';

let api: ApiUnderTest;
afterEach(() => api.close());

const part: readonly LoggedFact[] = Array.from({ length: 500 }, (_, n) => ({
  fact: madeFact({ id: `${n}`, subject: 'user:1', data: { fileId: 'x'.repeat(200) } }),
  position: BigInt(n),
  recordedAt: '2026-01-31T00:00:00.000Z',
}));

/** A log without an end, that counts what is taken from it and says when it was left. */
const endlessLog = () => {
  const left = Promise.withResolvers<undefined>();
  let parts = 0;
  const facts = async function* (signal: AbortSignal) {
    try {
      while (!signal.aborted) {
        parts += 1;
        yield part;
      }
    } finally {
      left.resolve(undefined);
    }
  };
  return {
    parts: () => parts,
    left: left.promise,
    memberFacts: async (_tenant: string, _account: string, signal: AbortSignal) => facts(signal),
  };
};

const headers = async (id = 1): Promise<Record<string, string>> => {
  const claims = { id, tenantId: 't1', exp: now / 1_000 + 60 };
  const token = await signed(claims, { algorithm: 'HS256', key: secret });
  return { authorization: `Bearer ${token}` };
};

const startExport = async (id = 1): Promise<IncomingMessage> => {
  const sent = get(`${api.url}/v1/me/export`, { headers: await headers(id) });
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
};

/** Resolves when nothing more is taken from the log than was. */
const untilItWaits = async (parts: () => number): Promise<number> => {
  for (let before = -1; ; before = parts()) {
    if (before === parts()) return before;
    await fetch(`${api.url}/healthz`);
  }
};

test('a member who goes away leaves the log at once', async () => {
  const log = endlessLog();
  api = await startApi(() => ({ memberFacts: log.memberFacts }));
  const response = await startExport();
  await once(response, 'readable');
  response.destroy();
  await log.left;
});

test('a member who does not read holds back the log', async () => {
  const log = endlessLog();
  api = await startApi(() => ({ memberFacts: log.memberFacts }));
  const response = await startExport();
  const taken = await untilItWaits(log.parts);
  // What lies on the way is bounded by the buffers of the connection, some megabytes of a hundred kilobytes a part.
  expect(taken).toBeLessThan(200);
  response.destroy();
  await log.left;
});

test('a member has one export under way, and leaves the others theirs', async () => {
  const log = endlessLog();
  api = await startApi(() => ({ memberFacts: log.memberFacts }));
  const response = await startExport();
  const second = await fetch(`${api.url}/v1/me/export`, { headers: await headers() });
  expect(second.status).toBe(503);
  expect(second.headers.get('retry-after')).toBe('5');
  const other = await startExport(2);
  expect(other.statusCode).toBe(200);
  other.destroy();
  response.destroy();
  await log.left;
});

test('an export that the service’s end cuts off does not look whole', async () => {
  const log = endlessLog();
  api = await startApi(() => ({ memberFacts: log.memberFacts }));
  const response = await startExport();
  const broken = once(response, 'error');
  response.resume();
  await api.close();
  expect(await broken).toMatchObject([{ code: 'ECONNRESET' }]);
  await log.left;
});

test('so does one whose log breaks off, and the cause is logged', async () => {
  api = await startApi(() => ({
    memberFacts: async () =>
      (async function* () {
        yield part;
        throw new Error('the log broke off');
      })(),
  }));
  const response = await startExport();
  const broken = once(response, 'error');
  response.resume();
  expect(await broken).toMatchObject([{ code: 'ECONNRESET' }]);
  expect(api.logged.join('')).toContain('the log broke off');
});

test('where the log is away, the answer says so, and none is under way', async () => {
  let away = true;
  api = await startApi(() => ({
    memberFacts: async () => {
      if (away) throw new ServiceUnavailable('The event store is away.', 2);
      return (async function* () {
        yield part;
      })();
    },
  }));
  for (let n = 0; n < 10; n++) {
    const answer = await fetch(`${api.url}/v1/me/export`, { headers: await headers() });
    expect(answer.status).toBe(503);
    expect(await problemOf(answer)).toMatchObject({ detail: 'The event store is away.' });
  }
  away = false;
  const answer = await fetch(`${api.url}/v1/me/export`, { headers: await headers() });
  expect((await answer.text()).split('\n')).toHaveLength(503);
});

test('only a few go on at a time', async () => {
  const logs = Array.from({ length: 4 }, endlessLog);
  const waiting = [...logs];
  api = await startApi(() => ({
    memberFacts: async (tenant, account, signal) => {
      const log = waiting.shift();
      if (log === undefined) throw new Error('too many');
      return log.memberFacts(tenant, account, signal);
    },
  }));
  const responses = await Promise.all(logs.map((_, n) => startExport(n)));
  const answer = await fetch(`${api.url}/v1/me/export`, { headers: await headers(4) });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('5');
  for (const response of responses) response.destroy();
  await Promise.all(logs.map(({ left }) => left));
});
