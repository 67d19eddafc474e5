import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ledger, runLedger } from '../../support/start-service.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ledger-import-'));
});
afterAll(() => rm(dir, { recursive: true }));

const fileOf = async (name: string, contents: string | Buffer): Promise<string> => {
  const path = join(dir, name);
  await writeFile(path, contents);
  return path;
};

/** Lines that begin with their number, from 1. */
const numbered = (count: number): string =>
  Array.from({ length: count }, (_, n) => `{"n":${n + 1}}\n`).join('');

type Post = { readonly request: IncomingMessage; readonly lines: readonly string[] };

/** Plays the service on loopback: `answer` gets the number of the request, from 1, and what was sent. */
const playing = async (answer: (response: ServerResponse, nth: number, post: Post) => void) => {
  let requests = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests += 1;
      const lines = Buffer.concat(chunks).toString().trimEnd().split('\n');
      answer(response, requests, { request, lines });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests: () => requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

const accept = (response: ServerResponse, { lines }: Post): void => {
  const answer = { accepted: lines.length, duplicates: 0, refusedCount: 0, refused: [] };
  json(response, 200, { ...answer, position: '7' });
};

/** Refuses every line: the first of the file with faults by path, the others with a detail. */
const refusing = (lines: readonly string[]) => ({
  accepted: 0,
  duplicates: 0,
  refusedCount: lines.length,
  refused: lines.map((line, index) => ({
    index,
    problem: line === '{"n":1}' ? notAFact : { title: 'Conflict', detail: 'It is known already.' },
  })),
  position: '0',
});

const notAFact = {
  title: 'Not a fact',
  detail: 'Its attributes are at fault.',
  errors: [
    { path: '/id', message: 'is missing' },
    { path: '/type', message: 'is missing' },
  ],
};

const environment = { LEDGER_KEY: 'key_of_the_test' };

test.each([1, 20_000])('401 with %d lines is one message and no success', async (count) => {
  await using service = await playing((response) => {
    json(response, 401, { title: 'Unauthorized', detail: 'The key is not known.' });
  });
  const file = await fileOf(`unauthorized-${count}.gz`, gzipSync(numbered(count)));
  const { code, said } = await ledger(['import', file, '--url', service.url], environment);
  expect(said.split('\n')).toEqual([
    '0 accepted, 0 were in already, 0 refused',
    '401 · Unauthorized · The key is not known.',
  ]);
  expect(code).toBe(1);
});

test('a service that is away, then breaks off its answer, then is back gets every line', async () => {
  await using service = await playing((response, nth, post) => {
    if (nth === 1) json(response, 503, { title: 'Unavailable' });
    else if (nth === 2) response.socket?.destroy();
    else if (nth === 3) {
      response.writeHead(200, { 'content-length': 500 });
      response.write('{"accepted":', () => response.socket?.destroy());
    } else accept(response, post);
  });
  const file = await fileOf('away.ndjson', numbered(3));
  const { code, said } = await ledger(['import', file, '--url', service.url], environment);
  expect(said).toContain('waiting for the service: 503 · Unavailable');
  expect(said).toContain('3 accepted, 0 were in already, 0 refused\nA query with after=7 sees');
  expect(service.requests()).toBe(4);
  expect(code).toBe(0);
});

test('the path of --url stays in front, and the key goes along', async () => {
  const asked: unknown[] = [];
  await using service = await playing((response, _, post) => {
    asked.push([post.request.url, post.request.headers.authorization]);
    accept(response, post);
  });
  const file = await fileOf('prefix.ndjson', numbered(1));
  const { code } = await ledger(['import', file, '--url', `${service.url}/prefix/`], environment);
  expect(asked).toEqual([['/prefix/v1/facts', 'Bearer key_of_the_test']]);
  expect(code).toBe(0);
});

test('refused lines are shown in the order of the file, the first twenty, with their reasons', async () => {
  const held: { readonly response: ServerResponse; readonly lines: readonly string[] }[] = [];
  const count = 6_000;
  // Answers when all lines have come, what came last first.
  await using service = await playing((response, _, { lines }) => {
    held.push({ response, lines });
    if (held.reduce((sum, post) => sum + post.lines.length, 0) < count) return;
    for (const post of held.toReversed()) json(post.response, 200, refusing(post.lines));
  });
  const file = await fileOf('refused.gz', gzipSync(numbered(count)));
  const { code, said } = await ledger(['import', file, '--url', service.url], environment);
  expect(service.requests()).toBeGreaterThan(1);
  expect(said.split('\n')).toEqual([
    'line 1: Not a fact: /id is missing; /type is missing',
    ...Array.from({ length: 19 }, (_, n) => `line ${n + 2}: Conflict: It is known already.`),
    `… and ${count - 20} more lines refused`,
    `0 accepted, 0 were in already, ${count} refused`,
  ]);
  expect(code).toBe(1);
});

test('a file that breaks off is sent up to there and counted before the error', async () => {
  await using service = await playing((response, _, post) => {
    accept(response, post);
  });
  const packed = gzipSync(numbered(20_000));
  const file = await fileOf('cut.gz', packed.subarray(0, packed.length / 2));
  const { code, said } = await ledger(['import', file, '--url', service.url], environment);
  const [counts = '', sees, error] = said.split('\n');
  const accepted = Number.parseInt(counts, 10);
  expect(accepted).toBeGreaterThan(1_000);
  expect(sees).toBe('A query with after=7 sees all of it.');
  expect(error).toBe(`${file} breaks off after line ${accepted}: unexpected end of file`);
  expect(code).toBe(1);
});

test('Ctrl-C ends the waiting for a service that is away at once', async () => {
  await using service = await playing((response) => {
    response.setHeader('retry-after', '10');
    json(response, 503, { title: 'Unavailable' });
  });
  const file = await fileOf('interrupted.ndjson', numbered(1));
  const { child, exited, lines, read } = runLedger(
    ['import', file, '--url', service.url],
    environment,
  );
  read.on('line', (line) => {
    if (line.startsWith('waiting')) child.kill('SIGINT');
  });
  expect(await exited).toBe(1);
  expect(lines).toEqual([
    'waiting for the service: 503 · Unavailable',
    'Stopping …',
    '0 accepted, 0 were in already, 0 refused',
    'Stopped before the end: run it again to go on.',
  ]);
  expect(service.requests()).toBe(1);
});

test('an empty file is said to hold no facts', async () => {
  const file = await fileOf('empty.ndjson', '');
  const { code, said } = await ledger(['import', file, '--url', 'http://127.0.0.1:1'], environment);
  expect({ code, said }).toEqual({ code: 0, said: `${file} holds no facts` });
});

test.each(['localhost:8080', 'ftp://localhost', 'http://', 'http://a:secret@localhost'])(
  '--url %s is refused before the file is looked for',
  async (url) => {
    const { code, said } = await ledger(['import', 'nowhere', '--url', url], environment);
    expect(said).toMatch(/^--url must be a URL that begins with http:\/\/ or https:\/\/.*$/);
    expect(said).not.toContain('secret');
    expect(code).toBe(1);
  },
);
