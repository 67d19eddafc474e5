import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ledger, runLedger } from '../../support/start-service.ts';

const environment = { LEDGER_KEY: 'key_of_the_test' };
const pages = {
  key: 'pages',
  unit: 'page',
  types: ['acme.printed'],
  aggregation: 'sum',
  value: 'n',
  origin: 'own',
};

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ledger-meters-'));
});
afterAll(() => rm(dir, { recursive: true }));

type Asked = {
  readonly method: string | undefined;
  readonly url: string | undefined;
  body: string;
};
type Answer = readonly [status: number, body?: unknown];

/** Plays the service on loopback: `answer` is given what was asked, and how often something was. */
const playing = async (answer: (asked: Asked, nth: number) => Answer) => {
  const asked: (Asked & Pick<IncomingMessage, 'headers'>)[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method, url, headers } = request;
      asked.push({ method, url, body, headers });
      const [status, told] = answer({ method, url, body }, asked.length);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(told === undefined ? undefined : JSON.stringify(told));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const fileOf = async (name: string, contents: string): Promise<string> => {
  const path = join(dir, name);
  await writeFile(path, contents);
  return path;
};

test('a definition is sent as it is written', async () => {
  await using service = await playing(() => [201, { ...pages, state: 'waiting' }]);
  const written = '{ "key": "pages", "absent": 0.10000000000000000001 }\n';
  const file = await fileOf('pages.json', written);
  const { code, said } = await ledger(
    ['meters', 'define', file, '--url', service.url, '--tenant', 't1'],
    environment,
  );
  expect(service.asked).toMatchObject([
    {
      method: 'POST',
      url: '/v1/meters',
      body: written,
      headers: { authorization: 'Bearer key_of_the_test', 'x-tenant-id': 't1' },
    },
  ]);
  expect({ code, said }).toEqual({ code: 0, said: 'Meter pages is on record: waiting' });
});

test('--wait follows a meter until it answers', async () => {
  await using service = await playing(({ method }, nth) => {
    if (method === 'POST') return [201, { ...pages, state: 'waiting' }];
    const filling = { ...pages, state: 'filling', sequence: String(nth), of: '4' };
    return [200, { meters: [nth < 4 ? filling : { ...pages, state: 'live' }] }];
  });
  const file = await fileOf('waited.json', '{}');
  const { code, said } = await ledger(
    ['meters', 'define', file, '--wait', '--url', service.url],
    environment,
  );
  expect(service.asked.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'GET']);
  expect(said).toMatch(/^Meter pages is on record[^]*Meter pages answers\.$/);
  expect(code).toBe(0);
});

test('Ctrl-C ends the waiting, and says that the meter fills all the same', async () => {
  const lookedAt = Promise.withResolvers<undefined>();
  await using service = await playing(({ method }) => {
    if (method === 'POST') return [201, { ...pages, state: 'waiting' }];
    lookedAt.resolve(undefined);
    return [200, { meters: [{ ...pages, state: 'waiting' }] }];
  });
  const file = await fileOf('interrupted.json', '{}');
  const { child, exited, lines } = runLedger(
    ['meters', 'define', file, '--wait', '--url', service.url],
    environment,
  );
  await lookedAt.promise;
  child.kill('SIGINT');
  expect(await exited).toBe(1);
  expect(lines.at(-1)).toBe('Not waited for to the end; it fills all the same.');
});

test('a refusal names every fault', async () => {
  const errors = [
    { path: '/unit', message: 'is missing' },
    { path: '/value', message: 'is missing' },
  ];
  const problem = { title: 'Unprocessable Entity', detail: 'There are 2 faults.', errors };
  await using service = await playing(() => [422, problem]);
  const file = await fileOf('bad.json', '{}');
  const { code, said } = await ledger(
    ['meters', 'define', file, '--url', service.url],
    environment,
  );
  expect(said).toContain('/unit is missing; /value is missing');
  expect(code).toBe(1);
});

test('meters are listed for people and for programs', async () => {
  const meters = [{ ...pages, state: 'filling', sequence: '2', of: '4' }];
  await using service = await playing(() => [200, { meters }]);
  const run = async (...more: readonly string[]): Promise<string> => {
    const { child, exited } = runLedger(
      ['meters', 'list', '--url', service.url, ...more],
      environment,
    );
    const printed = await text(child.stdout);
    expect(await exited).toBe(0);
    return printed;
  };
  expect(await run()).toBe('pages  page  sum of n  acme.printed  own  filling (2 of 4 events)\n');
  expect(JSON.parse(await run('--json'))).toEqual(meters);
});

test('a meter is retired by its key', async () => {
  await using service = await playing(() => [204]);
  const { code, said } = await ledger(
    ['meters', 'retire', 'pages', '--url', service.url],
    environment,
  );
  expect(service.asked).toMatchObject([{ method: 'DELETE', url: '/v1/meters/pages' }]);
  expect(said).toBe('Meter pages is retired. It counts on, and its key is not free again.');
  expect(code).toBe(0);
});
