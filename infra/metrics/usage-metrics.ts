import { Gauge, type Registry } from 'prom-client';
import { decimalToText, type Decimal } from '../../domain/decimal.ts';
import type { BatchChanges } from '../../projections/fold-batch.ts';
import { usageByDay } from '../../projections/usage/tables.ts';
import { boundedLabel } from './bounded-label.ts';

const tenantsMax = 50;
const metersMax = 100;

/**
 * Usage as it is applied to the read models while this process runs: for rates and alarms, not for figures, which the API
 * answers exactly. A gauge, since a void takes usage back.
 */
export const usageMetrics = (registry: Registry) => {
  const usage = new Gauge({
    name: 'ledger_usage_quantity',
    help: 'Usage applied since the process started, in units of the meter.',
    labelNames: ['tenant', 'meter'] as const,
    registers: [registry],
  });
  const tenantLabel = boundedLabel(tenantsMax);
  const meterLabel = boundedLabel(metersMax);

  /** A quantity was added to a tenant's usage of a meter; a negative one where usage was taken back. */
  const usageApplied = (tenant: string, meter: string, quantity: Decimal): void => {
    const labels = { tenant: tenantLabel(tenant), meter: meterLabel(meter) };
    usage.inc(labels, Number(decimalToText(quantity)));
  };
  return {
    usageApplied,
    /** Tells what a batch that was committed added to usage: its sums by day hold each fact once. */
    batchApplied: (changes: BatchChanges): void => {
      for (const { key, rest } of changes.get(usageByDay)?.values() ?? []) {
        const [tenant, , meter] = key;
        const quantity = rest?.[0];
        if (isDecimal(quantity)) usageApplied(String(tenant), String(meter), quantity);
      }
    },
  };
};

const isDecimal = (value: unknown): value is Decimal =>
  typeof value === 'object' && value !== null && 'units' in value && 'scale' in value;
