import { existsSync } from 'node:fs';
import * as t from 'io-ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { allRoutes } from '../../../api/routes/all-routes.ts';
import { settingsFrom } from '../../../infra/config/settings.ts';
import { mountsOf, serviceOf } from './compose-file.ts';
import { selectorsIn, textsAt } from './queries.ts';
import { renderedMetrics, type RenderedMetrics } from './rendered-metrics.ts';
import { contentsOf, pathOf, textOf } from './repository-file.ts';

const Alert = t.type({
  alert: t.string,
  expr: t.string,
  labels: t.type({ severity: t.keyof({ critical: null, warning: null, info: null }) }),
  annotations: t.type({ summary: t.string, description: t.string }),
});
const AlertFile = t.type({ groups: t.array(t.type({ rules: t.array(Alert) })) });
const AlertTests = t.type({
  tests: t.array(t.type({ alert_rule_test: t.array(t.type({ alertname: t.string })) })),
});
const PrometheusFile = t.type({
  rule_files: t.array(t.string),
  scrape_configs: t.array(
    t.type({
      job_name: t.string,
      static_configs: t.array(t.type({ targets: t.array(t.string) })),
    }),
  ),
});
const Dashboard = t.type({
  panels: t.array(t.intersection([t.type({ id: t.number }), t.partial({ datasource: t.unknown })])),
  templating: t.unknown,
  annotations: t.unknown,
});
const Datasources = t.type({ datasources: t.array(t.type({ uid: t.string, url: t.string })) });
const Providers = t.type({
  providers: t.array(t.type({ options: t.type({ path: t.string }) })),
});

const alerts = contentsOf(AlertFile, 'infra/prometheus/alerts.yml').groups.flatMap(
  ({ rules }) => rules,
);
const prometheus = contentsOf(PrometheusFile, 'infra/prometheus/prometheus.yml');
const dashboard = contentsOf(Dashboard, 'infra/grafana/dashboards/ledger.json');

const questions: readonly (readonly [string, string])[] = [
  ...alerts.map(({ alert, expr }) => [alert, expr] as const),
  ...textsAt('expr', dashboard).map((expr) => ['the dashboard', expr] as const),
  ...textsAt('query', dashboard.templating).map((query) => ['the dashboard', query] as const),
];

describe('what is asked of Prometheus', () => {
  let metrics: RenderedMetrics;
  beforeAll(async () => {
    metrics = await renderedMetrics();
  });
  // These two Prometheus itself adds.
  const added = ['job', 'instance'];

  test.each(questions)('%s asks for metrics and labels that there are: %s', (_asker, question) => {
    const selectors = selectorsIn(question);
    expect(selectors.length > 0 || /\bup\{/.test(question)).toBe(true);
    for (const { metric, labels } of selectors) {
      expect(metrics.names).toContain(metric);
      const known = metrics.labels.get(metric);
      if (known === undefined) continue;
      expect([...known, ...added]).toEqual(expect.arrayContaining(labels.map(({ name }) => name)));
    }
  });

  test.each(questions)('%s asks for routes that there are: %s', (_asker, question) => {
    const paths = allRoutes.map(({ path }) => path);
    const asked = selectorsIn(question)
      .flatMap(({ labels }) => labels.filter(({ name }) => name === 'route'))
      .flatMap(({ value }) => value.split('|'));
    expect(paths).toEqual(expect.arrayContaining(asked));
  });

  test('a metric that there is not would be found', () => {
    const [selector] = selectorsIn('sum(rate(ledger_fact_total{outcome="accepted"}[5m]))');
    expect(selector).toEqual({
      metric: 'ledger_fact_total',
      labels: [{ name: 'outcome', value: 'accepted' }],
    });
    expect(metrics.names).not.toContain(selector?.metric);
  });
});

test('Prometheus asks the ledger on its private port, and reads its rules', () => {
  // As Compose fills it in from the operator's environment.
  const environment = Object.entries(serviceOf('ledger').environment ?? {}).map(
    ([name, value]) => [name, value.replaceAll(/\$\{[^}]*\}/g, 'filled')] as const,
  );
  const { privatePort, privateHost } = settingsFrom(Object.fromEntries(environment));
  const ledger = prometheus.scrape_configs.find(({ job_name: job }) => job === 'ledger');
  expect(ledger?.static_configs).toEqual([{ targets: [`ledger:${String(privatePort)}`] }]);
  expect(privateHost).toBe('0.0.0.0');
  for (const file of prometheus.rule_files) {
    expect(existsSync(pathOf(`infra/prometheus/${file}`)), file).toBe(true);
  }
  expect(mountsOf('prometheus')).toContainEqual({
    source: './infra/prometheus',
    target: '/etc/prometheus',
  });
});

test('alerts have names of their own, and the manual tells what to do about each', () => {
  const names = alerts.map(({ alert }) => alert);
  expect(new Set(names).size).toBe(names.length);
  const manual = textOf('docs/operations.md');
  for (const name of names) expect(manual).toContain(`| \`${name}\` `);
});

test('the tests of the alerts are about alerts that there are', () => {
  const tested = contentsOf(AlertTests, 'infra/prometheus/alerts.test.yml').tests.flatMap(
    ({ alert_rule_test: each }) => each.map(({ alertname }) => alertname),
  );
  expect(alerts.map(({ alert }) => alert)).toEqual(expect.arrayContaining(tested));
});

test('Grafana asks the Prometheus that there is, and the dashboard asks through it', () => {
  const file = 'infra/grafana/provisioning/datasources/prometheus.yml';
  const [source] = contentsOf(Datasources, file).datasources;
  expect(source?.url).toBe('http://prometheus:9090');
  expect(serviceOf('grafana').networks).toEqual(serviceOf('prometheus').networks);
  const { panels, templating, annotations } = dashboard;
  const asked = textsAt('uid', { panels, templating, annotations });
  expect(new Set(asked)).toEqual(new Set([source?.uid]));
  const ids = panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('Grafana finds what it is given where it looks', () => {
  const file = 'infra/grafana/provisioning/dashboards/ledger.yml';
  const [provider] = contentsOf(Providers, file).providers;
  const mounts = new Map(mountsOf('grafana').map(({ source, target }) => [target, source]));
  expect(mounts.get(provider?.options.path ?? '')).toBe('./infra/grafana/dashboards');
  for (const kind of ['datasources', 'dashboards']) {
    expect(mounts.get(`/etc/grafana/provisioning/${kind}`)).toBe(
      `./infra/grafana/provisioning/${kind}`,
    );
  }
  const home = serviceOf('grafana').environment?.['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'];
  expect(home).toBe(`${provider?.options.path ?? ''}/ledger.json`);
});
