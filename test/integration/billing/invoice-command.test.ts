import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ledger, startService, type StartedService } from '../../support/start-service.ts';
import { temporaryDataDir } from '../../support/temporary-dir.ts';

// The commands as operators type them, against the whole service: a month is recorded, billed, looked at and amended.

const prices = {
  key: 'plain',
  currency: 'EUR',
  timeZone: 'UTC',
  effectiveFrom: '2025-01-01T00:00:00Z',
  defaultPlan: 'basic',
  graceDays: 0,
  plans: [
    {
      key: 'basic',
      baseFee: '4.00',
      charges: [
        {
          key: 'requests',
          meter: 'api.requests',
          model: { kind: 'standard', unitAmount: '0.01' },
        },
      ],
    },
  ],
};

const rollup = (id: string, subject: string, count: number) => ({
  specversion: '1.0',
  id,
  source: '/openmeet',
  type: 'openmeet.api.rollup',
  subject,
  time: '2025-01-10T10:00:00Z',
  data: { count, durationMs: 1 },
});
const facts = [rollup('a', 'user:1', 300), rollup('b', 'user:1', 50), rollup('c', 'user:2', 100)];

let dataDir: Awaited<ReturnType<typeof temporaryDataDir>>;
let service: StartedService;

const run = async (...args: readonly string[]) =>
  ledger([...args, '--url', service.url], { LEDGER_KEY: service.key });
const invoice = (...args: readonly string[]) => run('invoice', ...args);
/** What a command printed, after a look that it did well. */
const printed = async (...args: readonly string[]): Promise<string> => {
  const done = await run(...args);
  expect(done).toMatchObject({ code: 0 });
  return done.printed;
};

let billed: string;
/** The number of the invoice of user:1 that stands. */
let number: string;

beforeAll(async () => {
  dataDir = await temporaryDataDir();
  service = await startService(dataDir.path);
  const pricesFile = join(dataDir.path, 'prices.json');
  const factsFile = join(dataDir.path, 'facts.ndjson');
  await writeFile(pricesFile, JSON.stringify(prices));
  await writeFile(factsFile, facts.map((fact) => JSON.stringify(fact)).join('\n'));
  await printed('import', factsFile);
  await printed('pricing', 'publish', pricesFile);
  await printed('pricing', 'default', 'plain');
  expect(await printed('invoice', 'preview', 'user:1', '2025-01')).toMatch(
    /2 requests +350 .*3\.50\n.*7\.50/,
  );
  ({ id: billed } = JSON.parse(await printed('bill', '2025-01', '--json')) as {
    readonly id: string;
  });
  const [entry] = JSON.parse(await printed('invoice', 'list', 'user:1', '--json')) as [
    { readonly number: string },
  ];
  ({ number } = entry);
});
afterAll(async () => {
  await service.stop();
  await dataDir.remove();
});

test('documents are listed: of everybody, an account, a month and a run', async () => {
  const all = await printed('invoice', 'list');
  expect(all.trimEnd().split('\n')).toHaveLength(2);
  expect(all).toMatch(new RegExp(`2025-01  ${number} +user:1  7.50 EUR\n`));
  expect(await printed('invoice', 'list', '--run', billed)).toBe(all);
  expect(await printed('invoice', 'list', '--period', '2025-02')).toBe('');
  expect(await printed('invoice', 'list', 'user:2', '--run', billed)).toMatch(
    /^.*user:2  5.00 EUR\n$/,
  );
  const { code, said } = await invoice('list', '--run', 'none');
  expect(said).toContain('There is no billing run of this id.');
  expect(code).toBe(1);
});

test('a document is shown as text, JSON, CSV, a page and PDF', async () => {
  const text = await printed('invoice', 'show', number);
  expect(text).toContain(`Invoice ${number} for user:1, 2025-01, issued `);
  expect(text).toMatch(/1 base_fee .*4\.00\n.*2 requests +350 .*3\.50\n.*total +7\.50\n$/);
  expect(JSON.parse(await printed('invoice', 'show', number, '--json'))).toMatchObject({
    number,
    total: '7.50',
  });
  expect(await printed('invoice', 'show', number, '--format', 'csv')).toMatch(/^document,account,/);
  const page = join(dataDir.path, 'invoice.html');
  expect(await printed('invoice', 'show', number, '--format', 'html', '--out', page)).toBe('');
  expect(await readFile(page, 'utf8')).toMatch(/^<!doctype html>/i);
  const pdf = join(dataDir.path, 'invoice.pdf');
  await printed('invoice', 'show', number, '--format', 'pdf', '--out', pdf);
  const bytes = await readFile(pdf);
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect(bytes.subarray(-8).toString()).toContain('%%EOF');
});

test('the facts of a line, with their digest', async () => {
  const { code, printed: lines, said } = await invoice('facts', number, '2');
  expect(code).toBe(0);
  expect(lines).toMatch(/^\d+ .*user:1 +\/openmeet +a\n\d+ .*user:1 +\/openmeet +b\n$/);
  expect(said).toMatch(/^Facts: 2, digest [0-9a-f]{64}$/);
  expect(JSON.parse(await printed('invoice', 'facts', number, '2', '--json'))).toMatchObject({
    invoice: number,
    line: 2,
    count: '2',
    facts: [{ id: 'a' }, { id: 'b' }],
  });
});

test('money is given back by line or in all, never more than there is; a void takes all away', async () => {
  const byLine = await invoice(
    'credit',
    number,
    '--reason',
    'an outage',
    '--line',
    '1=1.00',
    '2=0.50',
  );
  expect(byLine.said).toBe(`Credit note ${number}-C1 gives back 1.50 EUR.`);
  const again = ['--reason', 'goodwill', '--amount', '2.00', '--id', 'once', '--json'];
  for (const time of ['first', 'second']) {
    const note: unknown = JSON.parse(await printed('invoice', 'credit', number, ...again));
    expect(note, time).toMatchObject({ number: `${number}-C2`, total: '2.00' });
  }
  const tooMuch = await invoice('credit', number, '--reason', 'more', '--amount', '4.01');
  expect(tooMuch).toMatchObject({ code: 1, printed: '' });
  expect(await printed('invoice', 'show', number)).toMatch(
    /-C2 gives back 2\.00: goodwill\n4\.00 EUR remain\.\n$/,
  );
  expect(await printed('invoice', 'list', 'user:1')).toContain('4.00 remain');

  const { said } = await invoice('void', number, '--reason', 'wrong address');
  expect(said).toBe(`${number} is void. ledger bill 2025-01 issues another one.`);
  expect(await printed('invoice', 'show', number)).toMatch(/\nVoid since .*: wrong address\n/);
  expect(await printed('invoice', 'list', 'user:1')).toMatch(/EUR  void\n$/);
  expect((await invoice('credit', number, '--reason', 'late', '--amount', '1')).code).toBe(1);
});

test('where nothing is issued no sum is said', async () => {
  const again = await printed('bill', '2025-01', '--dry-run', '--accounts', 'user:2');
  expect(again).toMatch(/would be issued 0\n/);
});
