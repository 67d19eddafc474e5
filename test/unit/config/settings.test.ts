import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SettingsError, settingsFrom, variables } from '../../../infra/config/settings.ts';

test('an empty environment gives the defaults', () => {
  expect(settingsFrom({})).toMatchObject({
    port: 8080,
    host: '127.0.0.1',
    namespace: 'ledger',
    tenant: 'default',
    eventstoreUrl: undefined,
    databaseUrl: undefined,
    role: 'all',
    earliest: Date.UTC(2000, 0, 1),
  });
});

test('every fault is named at once', () => {
  const environment = {
    PORT: '80x',
    LEDGER_TENANT: 'a b',
    EVENTSTORE_URL: 'http://localhost',
    LEDGER_ROLE: 'both',
    LEDGER_EARLIEST: '2026-02-30T00:00:00Z',
  };
  expect(() => settingsFrom(environment)).toThrow(SettingsError);
  for (const name of Object.keys(environment)) {
    expect(() => settingsFrom(environment)).toThrow(`${name} is `);
  }
});

test.each(['HOST', 'LEDGER_DATA_DIR'])('an empty %s is refused', (name) => {
  expect(() => settingsFrom({ [name]: '' })).toThrow(`${name} is "" but must be something`);
});

test.each([
  ['EVENTSTORE_URL', 'esdb://node:2113?tls=false'],
  ['EVENTSTORE_URL', 'esdb+discover://admin:secret@a:2113,b:2113,c/?tls=true'],
  ['EVENTSTORE_URL', 'esdb://[::1]:2113?tls=false'],
  ['DATABASE_URL', 'postgres://ledger:secret@db:5432/ledger'],
  ['DATABASE_URL', 'postgresql://ledger@/ledger?host=/run/postgresql'],
  ['DATABASE_URL', 'postgres:///ledger?host=/run/postgresql'],
])('%s may be %s', (name, url) => {
  expect(Object.values(settingsFrom({ [name]: url }))).toContain(url);
});

test.each([
  ['EVENTSTORE_URL', 'esdb://'],
  ['EVENTSTORE_URL', 'esdb://?tls=false'],
  ['EVENTSTORE_URL', 'esdb://admin:secret@'],
  ['EVENTSTORE_URL', 'esdb://admin:secret@a:port'],
  ['DATABASE_URL', 'postgres://'],
  ['DATABASE_URL', 'postgres:///'],
  ['DATABASE_URL', 'postgres://ledger:secret@db:port/ledger'],
  ['DATABASE_URL', 'mysql://ledger:secret@db/ledger'],
])('%s cannot be %s, and its password is not repeated', (name, url) => {
  const read = () => settingsFrom({ [name]: url });
  expect(read).toThrow(`${name} is not shown here but must be a`);
  expect(read).not.toThrow('secret');
});

test('the README lists every setting with its default', async () => {
  const readme = await readFile(join(import.meta.dirname, '../../../README.md'), 'utf8');
  const rows = readme.split('\n').map((line) => line.replaceAll(/\s*\|\s*/g, '|'));
  for (const { name, fallback, meaning } of Object.values(variables)) {
    expect(rows).toContain(`|\`${name}\`|${fallback === '' ? '' : `\`${fallback}\``}|${meaning}|`);
  }
});
