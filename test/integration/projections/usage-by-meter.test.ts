import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { decimalToText } from '../../../domain/decimal.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import { definitionText } from '../../../domain/ledger/meter-events.ts';
import type { Meter } from '../../../domain/meter/meter.ts';
import { cutIntoWindows, quarterHourMs, type Period } from '../../../domain/time/window.ts';
import type { Account } from '../../../domain/account.ts';
import { AnswerTooLarge } from '../../../infra/postgres/answer-too-large.ts';
import { usage } from '../../../infra/postgres/queries/usage.ts';
import { start } from '../../property/arbitrary-facts.ts';
import { applyAll, eventsOf, type Db } from './batches.ts';
import { naiveFigures } from './naive-meters.ts';
import { useReadModels } from './use-read-models.ts';

const dimensions = ['colour', 'size'];
const base = { unit: 'u', types: ['acme.done'], value: 'n', dimensions };
const meters = [
  { key: 'm.count', unit: 'u', types: ['acme.done'], aggregation: 'count', dimensions },
  { ...base, key: 'm.sum', aggregation: 'sum' },
  { ...base, key: 'm.max', aggregation: 'max' },
  { ...base, key: 'm.latest', aggregation: 'latest' },
  { ...base, key: 'm.unique', aggregation: 'unique', value: 'name' },
  { ...base, key: 'm.level', aggregation: 'time_weighted' },
] as const satisfies readonly Meter[];

const spanMs = 40 * quarterHourMs;
// Few instants, so that there are ties, and names that code points and code units put in different order.
const anyFact: fc.Arbitrary<Fact> = fc.record({
  tenant: fc.constantFrom('t1', 't1', 't2'),
  source: fc.constantFrom('/a', '/\uffee', '/\u{1f600}'),
  id: fc.uuid(),
  type: fc.constant('acme.done'),
  subject: fc.constantFrom('user:u1', 'user:u2', 'service:s1'),
  at: fc.oneof(
    fc.nat(20).map((n) => start + n * 2 * quarterHourMs),
    fc.nat(spanMs).map((ms) => start + ms),
  ),
  data: fc.record(
    {
      n: fc.constantFrom(0, 3, -2, 7.25, '7.250', '0.000000000000000001', '9'.repeat(38)),
      name: fc.constantFrom('a', 'b', 5, '5', true),
      group: fc.constantFrom('g1', 'g2'),
      colour: fc.constantFrom('red', 'blue'),
      size: fc.constantFrom('s', 'xl'),
    },
    { requiredKeys: ['n', 'name'] },
  ),
});
const [facts = []] = fc.sample(fc.array(anyFact, { minLength: 300, maxLength: 300, size: 'max' }), {
  numRuns: 1,
  seed: 20_260_202,
});
const own = facts.filter(({ tenant }) => tenant === 't1');

const postgres = useReadModels();
let db: Db;
beforeAll(async () => {
  ({ db } = await postgres.open());
  await db
    .insertInto('read.live_meters')
    .values(
      meters.map((meter) => ({ tenant: 't1', key: meter.key, definition: definitionText(meter) })),
    )
    .execute();
  await applyAll(db, eventsOf(...facts.slice(0, 150)));
  await applyAll(db, eventsOf(...facts).slice(150));
});

const anyAccount = fc.constantFrom<Account>(
  { kind: 'user', id: 'u1' },
  { kind: 'user', id: 'u2' },
  { kind: 'user', id: 'nobody' },
  { kind: 'group', id: 'g1' },
);
const anyQuarterHour = fc.integer({ min: -2, max: 44 }).map((n) => start + n * quarterHourMs);
const anyPeriod = fc
  .tuple(anyQuarterHour, anyQuarterHour)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));

type Figures = readonly (readonly [string, string])[];

const asked = async (
  account: Account,
  meter: Meter,
  period: Period,
  windows: readonly Period[],
  groupBy: string | undefined,
): Promise<Figures> => {
  const rows = await usage(db, {
    tenant: 't1',
    account,
    meter,
    period,
    windows,
    ...(groupBy === undefined ? {} : { groupBy }),
  });
  return rows
    .map(({ window, part, quantity, facts: count }): readonly [string, string] => [
      `${String(window)} ${JSON.stringify(part?.key)}`,
      `${decimalToText(quantity)} ${count}`,
    ])
    .sort();
};

const partOf = (fact: Fact, groupBy: string): string | null => {
  const value = groupBy === 'subject' ? fact.subject : fact.data[groupBy];
  return typeof value === 'string' ? value : null;
};

const expected = (
  account: Account,
  meter: Meter,
  period: Period,
  windows: readonly Period[],
  groupBy: string | undefined,
): Figures => {
  const parts: readonly (readonly [string | null | undefined, readonly Fact[]])[] = [
    [undefined, own],
    ...(groupBy === undefined ? [] : Map.groupBy(own, (fact) => partOf(fact, groupBy))),
  ];
  return [period, ...windows]
    .flatMap((each, index) =>
      parts.flatMap(([part, ofPart]): Figures => {
        const figures = naiveFigures(ofPart, account, meter, each);
        const name = `${index === 0 ? 'undefined' : index - 1} ${JSON.stringify(part)}`;
        return figures === undefined ? [] : [[name, `${figures.quantity} ${figures.facts}`]];
      }),
    )
    .sort();
};

describe.each(meters.map((meter) => [meter.aggregation, meter] as const))('%s', (_, meter) => {
  test('is what the facts come to, one by one', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyAccount,
        anyPeriod,
        fc.boolean(),
        fc.constantFrom(undefined, 'group', 'subject', 'colour', 'size'),
        async (account, period, isCut, groupBy) => {
          const windows = isCut ? (cutIntoWindows(period, 'hour', 1_000) ?? []) : [];
          expect(await asked(account, meter, period, windows, groupBy)).toEqual(
            expected(account, meter, period, windows, groupBy),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is nothing of another tenant', async () => {
    const account = { kind: 'user', id: 'u1' } as const;
    const period = { from: start, to: start + spanMs };
    expect(await usage(db, { tenant: 't2', account, meter, period, windows: [] })).toEqual([]);
  });

  test('is refused where it comes to more figures than there is memory for', async () => {
    const account = { kind: 'user', id: 'u1' } as const;
    const period = { from: start, to: start + spanMs };
    const windows = cutIntoWindows(period, 'hour', 1_000) ?? [];
    const query = { tenant: 't1', account, meter, period, windows, groupBy: 'colour' };
    await expect(usage(db, query, 4)).rejects.toThrow(AnswerTooLarge);
    expect((await usage(db, { ...query, windows: [] }, 4)).length).toBeGreaterThan(1);
  });
});

test('the longest names and dimensions that there can be fit into the keys', async () => {
  const any = (length: number, seed: number): string =>
    Array.from({ length }, (__, n) =>
      String.fromCharCode(0x4e00 + ((n * 7_919 + seed * 104_729) % 20_000)),
    ).join('');
  const controls = (seed: number): string =>
    Array.from({ length: 64 }, (__, n) =>
      String.fromCharCode(14 + (((n + seed) * (n + 3 * seed + 1)) % 18)),
    ).join('');
  const long: Meter = {
    key: 'k'.repeat(64),
    unit: 'u',
    types: ['acme.long'],
    aggregation: 'count',
    dimensions: ['a', 'b', 'c', 'd'],
  };
  const tenant = 't'.repeat(64);
  const opened = await postgres.open();
  await opened.db
    .insertInto('read.live_meters')
    .values({ tenant, key: long.key, definition: definitionText(long) })
    .execute();
  const data = {
    group: any(256, 1),
    a: controls(1),
    b: controls(2),
    c: controls(3),
    d: controls(5),
  };
  const id = '1';
  const subject = `user:${any(251, 2)}`;
  const fact = { tenant, source: '/a', id, type: 'acme.long', subject, at: start, data };
  await applyAll(opened.db, eventsOf(fact));
  const account = { kind: 'group', id: data.group } as const;
  const period = { from: start, to: start + quarterHourMs };
  const query = { tenant, account, meter: long, period, windows: [], groupBy: 'd' };
  const rows = await usage(opened.db, query);
  expect(rows.map(({ part }) => part?.key)).toContain(data.d);
});
