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

test('the README lists every setting with its default', async () => {
  const readme = await readFile(join(import.meta.dirname, '../../../README.md'), 'utf8');
  const rows = readme.split('\n').map((line) => line.replaceAll(/\s*\|\s*/g, '|'));
  for (const { name, fallback, meaning } of Object.values(variables)) {
    expect(rows).toContain(`|\`${name}\`|${fallback === '' ? '' : `\`${fallback}\``}|${meaning}|`);
  }
});
