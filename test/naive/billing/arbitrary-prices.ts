import * as fc from 'fast-check';
import type { AttributionPolicy, Payers } from '../../../domain/attribution/policy.ts';
import type { Plan, PricingVersion } from '../../../domain/pricing/pricing-model.ts';
import type { Charge } from '../../../domain/rating/charge.ts';
import type { Meter } from '../meter.ts';
import { anyCharge, type MeterKind } from './arbitrary-charges.ts';
import { monthAfter, monthIn, timeText } from './month.ts';

const ofUse = { unit: 'units', types: ['acme.used'] } as const;

/** The meters of the tenant, one of each aggregation, over the same facts. */
export const meters: readonly Meter[] = [
  { ...ofUse, key: 'acme.count', aggregation: 'count' },
  { ...ofUse, key: 'acme.sum', aggregation: 'sum', value: 'value', absent: '1' },
  { ...ofUse, key: 'acme.max', aggregation: 'max', value: 'value' },
  { ...ofUse, key: 'acme.unique', aggregation: 'unique', value: 'kind' },
  { ...ofUse, key: 'acme.latest', aggregation: 'latest', value: 'value' },
  {
    ...ofUse,
    key: 'acme.level',
    aggregation: 'time_weighted',
    value: 'value',
    dimensions: ['kind'],
    where: [{ key: 'kind', isNot: ['b'] }],
  },
];

const unsplittable = ['acme.max', 'acme.unique', 'acme.latest'] as const;

const meterAndKind = fc.constantFrom<(readonly [string, MeterKind])[]>(
  ['storage.bytes', 'level'],
  ['storage.bytes', 'level'],
  ['storage.bytes', 'level'],
  ['acme.level', 'level'],
  ['acme.level', 'level'],
  ['acme.count', 'quantity'],
  ['acme.sum', 'quantity'],
  ['acme.sum', 'values'],
  ['acme.sum', 'values'],
  ['acme.count', 'values'],
  ['acme.max', 'quantity'],
  ['acme.unique', 'quantity'],
  ['acme.latest', 'quantity'],
  ['files.stored', 'quantity'],
  ['storage.uploaded_bytes', 'values'],
);

const anyCharges: fc.Arbitrary<readonly Charge[]> = fc
  .array(
    meterAndKind.chain(([meter, kind]) => anyCharge(kind, meter)),
    { minLength: 1, maxLength: 3 },
  )
  .map((charges) => charges.map((charge, index) => ({ ...charge, key: `c${index}` })));

const plain = { noNullPrototype: true } as const;

/** The keys of the plans of every version. */
export const planKeys = ['free', 'pro', 'team'] as const;

/** Plans of which some have the same charges. */
const anyPlans: fc.Arbitrary<readonly Plan[]> = fc
  .record({
    lists: fc.array(anyCharges, { minLength: 2, maxLength: 2 }),
    plans: fc.array(
      fc.record({
        list: fc.nat(1),
        fees: fc.record(
          {
            baseFee: fc.constantFrom('0', '0', '9.99', '10', '0.015'),
            minimumSpend: fc.constantFrom('0', '0', '5', '5', '100.005'),
          },
          { ...plain, requiredKeys: ['baseFee'] },
        ),
      }),
      { minLength: 3, maxLength: 3 },
    ),
  })
  .map(({ lists, plans }) =>
    plans.map(({ list, fees }, index) => ({
      key: planKeys[index] ?? '',
      ...fees,
      charges: lists[list] ?? [],
      quotas: [],
    })),
  );

export const anyVersion = (
  timeZone: string,
  currency: string,
): fc.Arbitrary<Omit<PricingVersion, 'effectiveFrom'>> =>
  fc.record(
    {
      currency: fc.constant(currency),
      timeZone: fc.constant(timeZone),
      defaultPlan: fc.constantFrom(...planKeys),
      graceDays: fc.constant(0),
      plans: anyPlans,
    },
    plain,
  );

const anyParty = fc.constantFrom('actor', 'group', 'group_owner');
const anySplit: fc.Arbitrary<Payers> = fc.constantFrom<Payers[]>(
  { split: { actor: '0.5', group: '0.5' } },
  { split: { actor: '0.3', group_owner: '0.7' } },
  { split: { group: '0.999999999999999999', group_owner: '0.000000000000000001' } },
  {
    split: {
      actor: '0.333333333333333333',
      group: '0.333333333333333333',
      group_owner: '0.333333333333333334',
    },
  },
);
const anyPayers = fc.oneof<fc.Arbitrary<Payers>[]>(anyParty, anySplit);

/** A policy but for when it begins; what cannot be split is not. */
export const anyPolicy: fc.Arbitrary<Omit<AttributionPolicy, 'effectiveFrom'>> = fc
  .record({
    default: anyPayers,
    unsplit: anyParty,
    meters: fc.record(
      {
        'storage.bytes': anyPayers,
        'acme.level': anyPayers,
        'acme.sum': anyPayers,
        'acme.max': anyParty,
        'acme.latest': anyParty,
      },
      { ...plain, requiredKeys: [] },
    ),
  })
  .map(({ default: by, unsplit, meters: exceptions }) => ({
    default: by,
    meters:
      typeof by === 'string'
        ? exceptions
        : { ...Object.fromEntries(unsplittable.map((key) => [key, unsplit])), ...exceptions },
  }));

/** Five months of zones in which something happens to their clocks. */
export const anyMonths = fc
  .constantFrom<(readonly [string, string])[]>(
    ['UTC', '2026-01'],
    ['Europe/Berlin', '2026-02'],
    ['Europe/Berlin', '2026-09'],
    ['America/St_Johns', '2026-02'],
    ['America/St_Johns', '2009-10'],
    ['Asia/Kathmandu', '2025-12'],
    ['Australia/Lord_Howe', '2026-03'],
    ['America/Sao_Paulo', '2018-10'],
    ['Africa/Casablanca', '2026-02'],
    ['America/Asuncion', '2017-09'],
    ['America/Havana', '2020-10'],
  )
  .map(([timeZone, first]) => {
    const months = [first];
    while (months.length < 5) months.push(monthAfter(months.at(-1) ?? first));
    return { timeZone, months, periods: months.map((month) => monthIn(month, timeZone)) };
  });

const dayMs = 86_400_000;

/** Instants on which things happen: at the bounds of months, just before, just after, and inside. */
export const instantsOf = (starts: readonly number[]): readonly number[] =>
  starts.flatMap((start) => [
    start - 1,
    start,
    start,
    start + 1,
    start + 3_600_000,
    start + 10 * dayMs,
    start + 10 * dayMs + 1,
    start + 20 * dayMs,
  ]);

/** When plans and policies change: bounds of months, and inside of them. */
export const changesOf = (starts: readonly number[]): readonly string[] =>
  starts
    .flatMap((start) => [
      start,
      start + 10 * dayMs,
      start + 10 * dayMs + 900_000,
      start + 20 * dayMs,
    ])
    .map(timeText);
