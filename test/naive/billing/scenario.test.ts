import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyScenario } from './arbitrary-scenario.ts';
import { meters } from './arbitrary-prices.ts';
import { naiveRating } from './bill.ts';
import { add, decimal, fraction, sum, zero, type Fraction } from './fraction.ts';
import { fixedOf } from '../fixed-point.ts';
import { groupIn } from '../usage.ts';
import { knownAt, type BillingLog, type Known } from './known.ts';
import { policiesOf, lastAttribution } from './payers.ts';
import { monthIn } from './month.ts';
import { afterRun } from './worked-billing.ts';
import { naiveProduct, play } from './play.ts';
import { accountsOf } from './run.ts';
import { billedFor, monthsToRateAgain, pinnedFor, standingOf } from './standing.ts';
import { usedBy } from './used.ts';
import { windowOf } from './window.ts';

// What holds of the naive implementation in any history.

const used = (known: Known, account: string, meter: string): Fraction => {
  const policies = policiesOf(known, lastAttribution(known));
  const ever = { from: Date.UTC(2000), to: Date.UTC(2100), until: Infinity };
  const charge = { key: 'c', meter, model: { kind: 'standard', unitAmount: '1' } } as const;
  const { used: by } = usedBy({ known, policies, account }, charge, ever);
  if (by.kind === 'values') throw new Error('there is no percentage');
  return by.kind === 'level' ? by.levelMs : by.metered;
};

const overAll = (known: Known, meter: string): Fraction =>
  sum(accountsOf(known).map((account) => used(known, account, meter)));

test('every fact is paid once, whatever the policies', async () => {
  let payers = 0;
  await fc.assert(
    fc.asyncProperty(anyScenario(), async (scenario) => {
      const { log } = await play(scenario, { issue: async () => [] });
      const known = knownAt(log, scenario.tenant, log.length);
      // A service without a group has nobody to pay for it.
      const paid = known.net.filter(
        (fact) =>
          fact.type === 'acme.used' && (fact.subject.startsWith('user:') || groupIn(fact) !== null),
      );
      const values = paid.flatMap(({ data }) => {
        const value = fixedOf(Object.hasOwn(data, 'value') ? data['value'] : '1');
        return value === undefined ? [] : [fraction(value, 10n ** 18n)];
      });
      expect(overAll(known, 'acme.count')).toEqual(fraction(BigInt(paid.length)));
      expect(overAll(known, 'acme.sum')).toEqual(sum(values));
      payers += accountsOf(known).filter((one) => used(known, one, 'acme.count').n > 0n).length;
    }),
    { numRuns: 100, unbiased: true },
  );
  expect(payers).toBeGreaterThan(40);
});

/** The same log, were every policy that of the actor. */
const withoutPolicies = (log: BillingLog): BillingLog =>
  log.filter((entry) => entry.kind !== 'ledger' || entry.type !== 'AttributionPublished');

test('what lasts is paid as long as it lasts, whatever the policies', async () => {
  await fc.assert(
    fc.asyncProperty(anyScenario(), async (scenario) => {
      const { log: whole } = await play(scenario, { issue: async () => [] });
      // What a service keeps in a group is paid by nobody while it is in none.
      const log = whole.filter(
        (entry) => entry.kind !== 'fact' || !entry.fact.subject.startsWith('service:'),
      );
      const known = knownAt(log, scenario.tenant, log.length);
      const plain = knownAt(withoutPolicies(log), scenario.tenant, log.length);
      for (const meter of ['storage.bytes', 'acme.level']) {
        expect(overAll(known, meter)).toEqual(overAll(plain, meter));
      }
    }),
    { numRuns: 100, unbiased: true },
  );
});

test('all documents of a month together are one rating of it', async () => {
  let [months, adjusted] = [0, 0];
  await fc.assert(
    fc.asyncProperty(anyScenario(), async (scenario) => {
      const { log: played } = await play(scenario, naiveProduct);
      const { log } = afterRun(played, '2026-12');
      const known = knownAt(log, scenario.tenant, log.length);
      for (const account of accountsOf(known)) {
        const standing = standingOf(known, account);
        for (const month of monthsToRateAgain(known, account, '2026-12')) {
          const by = pinnedFor(standing, month);
          if (by === undefined) continue;
          const stands = [...billedFor(standing, month).values()];
          const now = naiveRating(known, account, by);
          const total = stands.reduce((all, { amount }) => add(all, amount), zero);
          expect(total).toEqual(sum(now.map(({ amount }) => decimal(amount))));
          months += 1;
          adjusted += standing.flatMap((one) => one.adjustments).length;
        }
      }
    }),
    { numRuns: 100, unbiased: true },
  );
  expect(months).toBeGreaterThan(100);
  expect(adjusted).toBeGreaterThan(100);
});

test('the meters of scenarios have every aggregation, and their months follow one another', () => {
  expect(new Set(meters.map(({ aggregation }) => aggregation)).size).toBe(6);
  const [first, next] = ['2026-02', '2026-03'].map((month) => monthIn(month, 'Europe/Berlin'));
  expect(first && windowOf(first).to).toBe(next && windowOf(next).from);
});
