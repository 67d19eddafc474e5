import { expect, test } from 'vitest';
import { ledgerMetrics } from '../../../infra/metrics/ledger-metrics.ts';
import { boundedLabel } from '../../../infra/metrics/bounded-label.ts';
import { usageByDay } from '../../../projections/usage/tables.ts';

const live = { state: 'live', buffered: 0, oldestBufferedAt: undefined } as const;

test('what the service tells is found on the page', async () => {
  const metrics = ledgerMetrics();
  metrics.observer.factsReceived('openmeet.file.stored', 'accepted', 3);
  metrics.observer.factsReceived('anything.else', 'refused', 1);
  metrics.observer.factsReceived('', 'refused', 1);
  metrics.observer.answered('/v1/facts', 'POST', 202, 0.01);
  metrics.observer.shed('bodies');
  metrics.observer.limited('attempts');
  metrics.observer.underWay(3, 1_234);
  metrics.appended(0.002, 'appended');
  const day = {
    key: ['t1', 'user:u1', 'api.duration_ms', 0, ''],
    rest: [{ units: 125n, scale: 1 }, 2n],
  };
  metrics.batchApplied(new Map([[usageByDay, new Map([['row', day]])]]), 0.1);
  const { text, contentType } = metrics.page(() => live);
  const page = await text();
  expect(contentType).toContain('text/plain');
  expect(page).toContain('ledger_facts_total{type="openmeet.file.stored",outcome="accepted"} 3\n');
  expect(page).toContain('ledger_facts_total{type="other",outcome="refused"} 2\n');
  expect(page).toContain(
    'ledger_http_request_duration_seconds_count{route="/v1/facts",method="POST",status="202"} 1\n',
  );
  expect(page).toContain('ledger_requests_shed_total{reason="bodies"} 1\n');
  expect(page).toContain('ledger_requests_limited_total{reason="attempts"} 1\n');
  expect(page).toContain('ledger_requests_in_flight 3\n');
  expect(page).toContain('ledger_body_bytes_in_flight 1234\n');
  expect(page).toContain('ledger_append_duration_seconds_count{outcome="appended"} 1\n');
  expect(page).toContain('ledger_projection_batch_duration_seconds_count 1\n');
  expect(page).toContain('ledger_usage_quantity{tenant="t1",meter="api.duration_ms"} 12.5\n');
  expect(page).toContain('ledger_projection_lag_seconds{projection="usage"} 0\n');
  expect(page).toContain('ledger_events_buffered 0\n');
  expect(page).toContain('ledger_process_cpu_seconds_total');
});

test('a label that is bounded has so many values and no more', () => {
  const label = boundedLabel(2);
  expect(['a', 'b', 'c', 'a', 'd', 'b'].map(label)).toEqual(['a', 'b', 'other', 'a', 'other', 'b']);
});
