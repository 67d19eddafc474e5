import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Account } from '../../../domain/account.ts';
import { plus } from '../../../domain/decimal.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import { shippedMeters, type Meter } from '../../../domain/meter/meter.ts';
import { storageOver } from '../../../domain/storage/timeline.ts';
import { cutIntoWindows, dayMs, quarterHourMs, type Period } from '../../../domain/time/window.ts';
import { accounts } from '../../../infra/postgres/queries/accounts.ts';
import { storage } from '../../../infra/postgres/queries/storage.ts';
import { summary } from '../../../infra/postgres/queries/summary.ts';
import { AnswerTooLarge } from '../../../infra/postgres/answer-too-large.ts';
import { usage } from '../../../infra/postgres/queries/usage.ts';
import {
  amended,
  anyFact,
  groups,
  spanMs,
  start,
  tenants,
} from '../../property/arbitrary-facts.ts';
import { isAmending, netFacts } from '../../property/naive-net.ts';
import { naiveStorage } from '../../property/naive-storage.ts';
import { textIn } from '../../support/facts.ts';
import { applyAll, eventsOf, type Db } from './batches.ts';
import { naiveMeters, naiveUsage } from './naive-usage.ts';
import { useReadModels } from './use-read-models.ts';

// One log, drawn once, and many questions about it.
const anyLog = amended(fc.array(anyFact, { minLength: 500, maxLength: 500, size: 'max' }), {
  minLength: 150,
  maxLength: 150,
});
const [log = []] = fc.sample(anyLog, { numRuns: 1, seed: 20_260_103 });
const net = netFacts(log);
const of = (tenant: string): readonly Fact[] => net.filter((fact) => fact.tenant === tenant);

test('the log has amendments of every kind', () => {
  expect(log.filter(isAmending).length).toBeGreaterThan(50);
  expect(net.length).toBeLessThan(500);
  expect(net.filter((fact) => !log.includes(fact)).length).toBeGreaterThan(10);
});

const postgres = useReadModels();
let db: Db;
beforeAll(async () => {
  ({ db } = await postgres.open());
  await applyAll(db, eventsOf(...log));
});

const anyTenant = fc.constantFrom(...tenants);
const anyAccount = fc.constantFrom<Account>(
  { kind: 'user', id: 'u1' },
  { kind: 'user', id: 'u2' },
  { kind: 'user', id: 'nobody' },
  ...groups.map((id) => ({ kind: 'group', id }) as const),
);
const midnight = Math.floor(start / dayMs) * dayMs;
const anyQuarterHour = fc.nat(spanMs / quarterHourMs).map((n) => midnight + n * quarterHourMs);
const anyDay = fc.nat(5).map((n) => midnight + n * dayMs);
const anyInstant = fc.integer({ min: start - 1, max: start + spanMs });

const periodOf = (a: number, b: number) => ({ from: Math.min(a, b), to: Math.max(a, b) });
const anyPeriod = (anyBound: fc.Arbitrary<number>) =>
  fc.tuple(anyBound, anyBound).map(([a, b]) => periodOf(a, b));

const meterOf = (key: string): Meter => {
  const meter = shippedMeters.find((each) => each.key === key);
  if (meter === undefined) throw new Error(`no meter is called ${key}`);
  return meter;
};

describe('usage', () => {
  const expectRightUsage = (anyBound: fc.Arbitrary<number>, size: 'hour' | 'day') =>
    fc.assert(
      fc.asyncProperty(
        anyTenant,
        anyAccount,
        fc.constantFrom(...naiveMeters),
        anyPeriod(anyBound),
        async (tenant, account, meter, period) => {
          const windows = cutIntoWindows(period, size, 1_000) ?? [];
          const query = { tenant, account, meter: meterOf(meter), period, windows };
          const rows = await usage(db, query);
          const inUnits = rows.map(({ quantity, ...row }) => ({
            ...row,
            units: plus(quantity, { units: 0n, scale: 18 }).units,
          }));
          const naive = (cut: readonly Period[]) => naiveUsage(of(tenant), account, meter, cut);
          const expected = [
            ...naive(windows).map((row) => ({ ...row, part: undefined })),
            ...naive([period]).map((row) => ({ ...row, window: undefined, part: undefined })),
          ];
          expect(inUnits).toHaveLength(expected.length);
          expect(inUnits).toEqual(expect.arrayContaining(expected));
        },
      ),
      { numRuns: 100 },
    );

  test('by hours, on quarter-hours', () => expectRightUsage(anyQuarterHour, 'hour'));
  test('by whole days', () => expectRightUsage(anyDay, 'day'));

  test.each([
    [{ kind: 'user', id: 'u1' }, 'group'],
    [{ kind: 'group', id: 'g1' }, 'subject'],
  ] as const)('of %j by %s sums up to the whole', async (account, groupBy) => {
    const period = { from: start, to: start + spanMs };
    const query = { tenant: 't1', account, meter: meterOf('api.duration_ms'), period, windows: [] };
    const rows = await usage(db, { ...query, groupBy });
    const parts = rows.filter(({ part }) => part !== undefined);
    const [whole, ...more] = await usage(db, query);
    expect(more).toEqual([]);
    expect(rows.filter(({ part }) => part === undefined)).toEqual([whole]);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.reduce((sum, { facts: count }) => sum + count, 0n)).toBe(whole?.facts);
    const zero = { units: 0n, scale: 18 };
    expect(parts.reduce((sum, { quantity }) => plus(sum, quantity), zero)).toEqual(
      plus(whole?.quantity ?? zero, zero),
    );
    const named = parts.map(({ part }) => String(part?.key)).toSorted();
    expect(named).toEqual(groupBy === 'group' ? ['g1', 'g2', 'null'] : [...new Set(named)]);
  });

  test('of nobody is nothing', async () => {
    const period = { from: start, to: start + spanMs };
    const account = { kind: 'user', id: 'nobody' } as const;
    for (const meter of naiveMeters.map(meterOf)) {
      expect(await usage(db, { tenant: 't1', account, meter, period, windows: [] })).toEqual([]);
    }
  });
});

test('storage of more steps than there is memory for is refused', async () => {
  const period = { from: start - 1, to: start + spanMs };
  const account = { kind: 'group', id: 'g1' } as const;
  const { steps } = await storage(db, 't1', account, period);
  expect(steps.length).toBeGreaterThan(1);
  expect((await storage(db, 't1', account, period, steps.length)).steps).toEqual(steps);
  const asked = storage(db, 't1', account, period, steps.length - 1);
  await expect(asked).rejects.toThrow(AnswerTooLarge);
});

test('storage over any period', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyTenant,
      anyAccount,
      anyPeriod(anyInstant),
      async (tenant, account, period) => {
        fc.pre(period.from < period.to);
        const { openingBytes, steps } = await storage(db, tenant, account, period);
        const name = `${account.kind}:${account.id}`;
        expect(storageOver(period, openingBytes, steps)).toEqual(
          naiveStorage(of(tenant), name, period),
        );
      },
    ),
    { numRuns: 100 },
  );
});

describe('accounts', () => {
  const names = (tenant: string): readonly string[] =>
    [
      ...new Set(
        of(tenant).flatMap((fact) => {
          const group = textIn(fact, 'group');
          return group === undefined ? [fact.subject] : [fact.subject, `group:${group}`];
        }),
      ),
    ]
      .filter((name) => !name.startsWith('service:'))
      .toSorted();

  test('are all, with how many facts count for each', async () => {
    const rows = await accounts(db, 't1', undefined, { after: undefined, limit: 100 });
    expect(rows.map(({ account }) => account)).toEqual(names('t1'));
    expect(rows.find(({ account }) => account === 'group:g1')?.facts).toBe(
      BigInt(of('t1').filter(({ data }) => data['group'] === 'g1').length),
    );
  });

  test('come page by page', async () => {
    const seen: string[] = [];
    for (let page = 0; page < 10; page++) {
      const rows = await accounts(db, 't2', undefined, { after: seen.at(-1), limit: 1 });
      seen.push(...rows.map(({ account }) => account));
    }
    expect(seen).toEqual(names('t2'));
  });

  test.each(['u1', 'group:', '%', '_', "'"])(
    'are searched for %s as it is written',
    async (text) => {
      const rows = await accounts(db, 't1', text, { after: undefined, limit: 100 });
      expect(rows.map(({ account }) => account)).toEqual(
        names('t1').filter((name) => name.includes(text)),
      );
    },
  );
});

test('the summary counts facts by type', async () => {
  const { factsByType } = await summary(db, 't2');
  const amendments = log.filter((fact) => isAmending(fact) && fact.tenant === 't2');
  const types = Map.groupBy([...of('t2'), ...amendments], ({ type }) => type);
  expect(factsByType).toEqual(
    Object.fromEntries([...types].map(([type, same]) => [type, BigInt(same.length)])),
  );
});
