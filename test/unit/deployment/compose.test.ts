import { existsSync } from 'node:fs';
import Ajv from 'ajv';
import schema from 'docker-compose/schema/compose-spec.json' with { type: 'json' };
import * as t from 'io-ts';
import { expect, test } from 'vitest';
import { defaultLimits } from '../../../api/limits.ts';
import { settingsFrom, variables } from '../../../infra/config/settings.ts';
import { compose, mountsOf, serviceOf, services } from './compose-file.ts';
import { contentsOf, pathOf, textOf } from './repository-file.ts';

const whole = contentsOf(t.record(t.string, t.unknown), 'docker-compose.yml');

const ajv = new Ajv({ unknownFormats: 'ignore', logger: false });
// The schema names its draft, the seventh, by an address with https, which Ajv does not know.
const fitsSpecification = ajv.compile({ ...schema, $schema: undefined });

/** The ledger's environment as it is with the passwords set. */
const environment = Object.fromEntries(
  Object.entries(serviceOf('ledger').environment ?? {}).map(([name, value]) => [
    name,
    value.replaceAll(/\$\{\w+:\?[^}]*\}/g, 'secret'),
  ]),
);
const settings = settingsFrom(environment);

test('the file fits the Compose Specification', () => {
  fitsSpecification(whole);
  expect(fitsSpecification.errors).toBeNull();
});

test('the specification would find a word that is wrong', () => {
  const wrong = { ...whole, services: { ledger: { image: 'x', depend_on: ['postgres'] } } };
  expect(fitsSpecification(wrong)).toBe(false);
});

test.each(services)('%s is built here or an image of one version', (_name, { image, build }) => {
  if (build !== undefined) expect(existsSync(pathOf(`${build}/Dockerfile`))).toBe(true);
  else expect(image).toMatch(/^[a-z/-]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)*$/);
});

test.each(services)('%s tells whether it is well', (_name, { build, healthcheck }) => {
  if (build === undefined) expect(healthcheck?.test[0]).toBe('CMD');
  else expect(textOf('Dockerfile')).toContain('\nHEALTHCHECK ');
});

test.each(services)('what %s names is there', (name, { depends_on: dependsOn, networks }) => {
  for (const [other, { condition }] of Object.entries(dependsOn ?? {})) {
    expect(condition).toBe('service_healthy');
    expect(serviceOf(other).networks.some((network) => networks.includes(network))).toBe(true);
  }
  for (const network of networks) expect(compose.networks).toHaveProperty([network]);
  for (const { source } of mountsOf(name)) {
    if (source.startsWith('./')) expect(existsSync(pathOf(source)), source).toBe(true);
    else expect(compose.volumes).toHaveProperty([source]);
  }
});

test.each(services)('%s cannot gain rights', (_name, { security_opt: options }) => {
  expect(options).toEqual(['no-new-privileges:true']);
});

const mebibytesIn = (text: string): number => {
  const [, count, unit] = /^(\d+)([mg])$/.exec(text) ?? [];
  return Number(count) * (unit === 'g' ? 1_024 : 1);
};

test('the ledger has memory for more than the heap that its program bounds', () => {
  const heap = Number(/--max-old-space-size=(\d+)/.exec(textOf('Dockerfile'))?.[1]);
  const { memory } = serviceOf('ledger').deploy.resources.limits;
  expect(mebibytesIn(memory)).toBeGreaterThanOrEqual(2 * heap);
});

test('all that is published is published on this machine only, and of the stores nothing', () => {
  const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
  expect(published.map(([name]) => name)).toEqual(['ledger', 'prometheus', 'grafana']);
  for (const [, port] of published) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
});

test('passwords have no default', () => {
  const secret = /^\$\{[A-Z_]+:\?[^}]+\}$/;
  expect(serviceOf('postgres').environment?.['POSTGRES_PASSWORD']).toMatch(secret);
  expect(serviceOf('grafana').environment?.['GF_SECURITY_ADMIN_PASSWORD']).toMatch(secret);
  expect(textOf('docker-compose.yml')).not.toMatch(/\$\{\w+:?-/);
});

test('the ledger is given settings that it has', () => {
  const known = Object.values(variables).map(({ name }) => name);
  expect(known).toEqual(expect.arrayContaining(Object.keys(environment)));
  expect(settings.role).toBe('all');
});

test('the ledger is published on the port that it listens on', () => {
  expect(settings.host).toBe('0.0.0.0');
  expect(serviceOf('ledger').ports).toEqual([`127.0.0.1:${settings.port}:${settings.port}`]);
});

test('health and metrics are on a port of their own, which is not published', () => {
  expect(settings.privatePort).toBeDefined();
  expect(settings.privatePort).not.toBe(settings.port);
  expect(serviceOf('ledger').ports?.join()).not.toContain(String(settings.privatePort));
});

test('the folder of the admin key outlives the container', () => {
  expect(mountsOf('ledger').map(({ target }) => target)).toEqual([settings.dataDir]);
});

test('EVENTSTORE_URL leads to the event store, without TLS as it is without', () => {
  const url = new URL(settings.eventstoreUrl ?? '');
  const store = serviceOf(url.hostname);
  expect(url.searchParams.get('tls')).toBe('false');
  expect(store.environment?.['EVENTSTORE_INSECURE']).toBe('true');
  expect(store.healthcheck?.test.at(-1)).toBe(`http://localhost:${url.port}/health/live`);
  expect(serviceOf('ledger').depends_on).toHaveProperty([url.hostname]);
});

test('DATABASE_URL leads to the database, as the user that it has', () => {
  const url = new URL(settings.databaseUrl ?? '');
  expect(url.port).toBe('5432');
  expect(serviceOf(url.hostname).environment).toMatchObject({
    POSTGRES_USER: url.username,
    POSTGRES_DB: url.pathname.slice(1),
  });
  expect(serviceOf('ledger').depends_on).toHaveProperty([url.hostname]);
});

test('the event store is of the version that the contract tests run against', () => {
  const versionIn = (text: string) => /eventstore\/eventstore:([\d.]+)/.exec(text)?.[1];
  const tested = versionIn(textOf('test/support/real-event-store.ts'));
  expect(tested).toBeDefined();
  expect(versionIn(serviceOf('eventstore').image ?? '')).toBe(tested);
});

test('the ledger has longer to stop than it gives the requests under way', () => {
  const minutes = /^(\d+)m$/.exec(serviceOf('ledger').stop_grace_period)?.[1];
  expect(Number(minutes) * 60_000).toBeGreaterThan(2 * defaultLimits.closeMs);
});
