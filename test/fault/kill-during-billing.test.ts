import * as t from 'io-ts';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { documentHash } from '../../domain/billing/draft.ts';
import { askLedger } from '../history/compare-figures.ts';
import { sendLines } from '../history/send-lines.ts';
import { Run } from '../support/billing/run-calls.ts';
import { decodeOrThrow } from '../support/decode-or-throw.ts';
import { startSharedStores, type SharedStores } from '../support/shared-stores.ts';
import type { StartedService } from '../support/start-service.ts';

vi.setConfig({ testTimeout: 180_000 });

const tenant = 'default';
const accounts = Array.from({ length: 1_500 }, (_, n) => `user:${String(n).padStart(4, '0')}`);
const environment = { LEDGER_WAIT_SECONDS: '50' };

let stores: SharedStores;
let database: pg.Client;
beforeEach(async () => {
  stores = await startSharedStores();
  database = new pg.Client({ connectionString: stores.databaseUrl });
  await database.connect();
});
afterEach(async () => {
  await database.end();
  await stores.stop();
});

const send = async (
  { url, key }: StartedService,
  method: string,
  path: string,
  body: object,
): Promise<unknown> => {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};

const pricing = {
  currency: 'EUR',
  timeZone: 'UTC',
  effectiveFrom: '2025-01-01T00:00:00.000Z',
  defaultPlan: 'all',
  graceDays: 0,
  plans: [
    {
      key: 'all',
      baseFee: '0',
      charges: [
        {
          key: 'messages',
          meter: 'messages.sent',
          model: { kind: 'standard', unitAmount: '0.25' },
        },
      ],
    },
  ],
};

const message = (subject: string): string =>
  JSON.stringify({
    specversion: '1.0',
    id: `message of ${subject}`,
    source: 'urn:test',
    type: 'openmeet.message.sent',
    subject,
    time: '2025-01-15T09:30:00Z',
    data: { channel: 'chat' },
  });

const runOf = (service: StartedService, id: string): Promise<Run> =>
  askLedger({ ...service, tenant }, `/v1/billing-runs/${id}`, Run);

/** Accounts that pay for one message each, and a run that bills them. */
const startRun = async (service: StartedService): Promise<string> => {
  await send(service, 'PUT', '/v1/pricing-models/standard', pricing);
  const from = pricing.effectiveFrom;
  await send(service, 'PUT', '/v1/default-model', { model: 'standard', from });
  const { position } = await sendLines({ ...service, tenant }, accounts.map(message));
  await askLedger({ ...service, tenant }, `/v1/summary?after=${position}`, t.unknown);
  const asked = await send(service, 'POST', '/v1/billing-runs', { period: '2025-01' });
  return decodeOrThrow(t.type({ id: t.string }), asked).id;
};

test('a service killed in the middle of a run: another one ends it, and every account has one invoice', async () => {
  const first = await stores.startService(environment);
  const id = await startRun(first);
  let run = await runOf(first, id);
  while (run.accounts.done === 0) run = await runOf(first, id);
  await first.kill();
  expect(run.accounts.done).toBeLessThan(accounts.length);

  const second = await stores.startService(environment);
  while (run.state !== 'completed') run = await runOf(second, id);
  expect(run).toMatchObject({
    accounts: { done: 1_500, of: 1_500 },
    issued: 1_500,
    failed: 0,
    standing: 0,
    totals: { EUR: '375.00' },
  });
  const { rows } = await database.query<{ readonly account: string; readonly document: string }>(
    'select account, document from read.billing_documents order by account',
  );
  expect(rows.map(({ account }) => account)).toEqual(accounts);
  for (const { document } of rows) {
    const { hash, ...rest } = JSON.parse(document) as Readonly<Record<string, unknown>>;
    expect(rest).toMatchObject({ sequence: run.sequence, total: '0.25' });
    expect(hash).toBe(documentHash(rest));
  }
  const { rows: revisions } = await database.query<{ readonly events: string }>(
    'select distinct events::text from read.billing_revisions',
  );
  expect(revisions).toEqual([{ events: '1' }]);
});
