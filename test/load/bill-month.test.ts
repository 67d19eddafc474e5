import { expect, test } from 'vitest';
import { billMonth } from '../../bench/arms/bill-month.ts';

test('a month is billed over HTTP, an invoice for each account, and the least of it is done again', async () => {
  // Throws where an account has no invoice, and where the floor finds other accounts or documents.
  const { invoices, floor, cpu, seconds } = await billMonth({ facts: 650, batchesInFlight: 2 });
  expect(invoices).toBe(7);
  expect(Object.keys(floor)).toEqual(['sums', 'appends', 'hashes']);
  for (const took of [seconds, ...Object.values(floor)]) expect(took).toBeGreaterThan(0);
  expect(Object.keys(cpu)).toEqual(['service', 'event store', 'PostgreSQL']);
});
