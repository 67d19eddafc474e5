import * as fc from 'fast-check';
import type { Charge, PriceModel, Tier } from '../../../domain/rating/charge.ts';
import { decimal, decimalText, fraction, multiply, sum } from './fraction.ts';

// Charges with numbers that are likely to go wrong: bounds that are hit, halves of a cent, what does not end, 10^30.

const plain = { noNullPrototype: true } as const;

/** Prices, as texts of at least 0. */
export const anyPrice = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('0', '1', '0.01', '0.005', '0.001', '0.2', '10', '2.5') },
  { weight: 2, arbitrary: fc.constantFrom('0.333333333333333333', '0.05', '3.1', '007.50') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('0.000000000000000001', `1${'0'.repeat(30)}`, '9'.repeat(38)),
  },
);

const steps = ['0.5', '1', '3', '0.001', '2.5', '10', '7'] as const;

/** Bounds that rise. */
const anyBounds = fc
  .array(fc.constantFrom(...steps), { maxLength: 3 })
  .map((grown) =>
    grown.map((_, index) => decimalText(sum(grown.slice(0, index + 1).map(decimal)))),
  );

const tiersFrom = <T>(
  of: fc.Arbitrary<T>,
): fc.Arbitrary<readonly (T & { upTo: string | null })[]> =>
  anyBounds.chain((bounds) =>
    fc
      .array(of, { minLength: bounds.length + 1, maxLength: bounds.length + 1 })
      .map((tiers) => tiers.map((tier, index) => ({ upTo: bounds[index] ?? null, ...tier }))),
  );

const anyTiers: fc.Arbitrary<readonly Tier[]> = tiersFrom(
  fc.record({ unitAmount: anyPrice, flatAmount: anyPrice }, { ...plain, requiredKeys: [] }),
);
const anyRate = fc.constantFrom('0', '1', '2.9', '10', '33.333333', '100', '250');
const anyRateTiers = tiersFrom(
  fc.record({ rate: anyRate, flatAmount: anyPrice }, { ...plain, requiredKeys: ['rate'] }),
);

const anyPercentage: fc.Arbitrary<PriceModel> = fc.record(
  {
    kind: fc.constant('percentage'),
    rate: anyRate,
    fixedAmount: anyPrice,
    freeFacts: fc.nat(4),
    freeTotal: fc.constantFrom('0', '1', '15', '20.5', '3.3'),
    minimumPerFact: fc.constantFrom('0', '0.05', '1'),
    maximumPerFact: fc.constantFrom('0.01', '1', '5.05', '100'),
  },
  { ...plain, requiredKeys: ['kind', 'rate'] },
);

const anyOtherModel: fc.Arbitrary<PriceModel> = fc.oneof(
  fc.record({ kind: fc.constant('standard'), unitAmount: anyPrice }, plain),
  fc.record({ kind: fc.constant('graduated'), tiers: anyTiers }, plain),
  fc.record({ kind: fc.constant('volume'), tiers: anyTiers }, plain),
  fc.record(
    {
      kind: fc.constant('package'),
      packageSize: fc.constantFrom('1', '3', '2.5', '1000', '0.3'),
      amount: anyPrice,
    },
    plain,
  ),
  fc.record({ kind: fc.constant('graduated_percentage'), tiers: anyRateTiers }, plain),
  fc.record({ kind: fc.constant('flat'), amount: anyPrice }, plain),
);

/** How a meter is charged: by its quantity, by the value of each fact, or by its level over time. */
export type MeterKind = 'quantity' | 'values' | 'level';

const anyDivisor = fc.constantFrom('1', '1', '3', '1000', '0.7', '1000000000', '60');
const anyRound = fc.constantFrom('up', 'down', 'nearest', null);

const anyUnit = (kind: MeterKind): fc.Arbitrary<Charge['unit']> => {
  const per = fc.constantFrom('hour', 'month');
  if (kind === 'level') {
    const parts = { divideBy: anyDivisor, per, round: anyRound };
    return fc.record(parts, { ...plain, requiredKeys: ['divideBy', 'per'] });
  }
  const round = kind === 'values' ? fc.constant(null) : anyRound;
  const unit = fc.record({ divideBy: anyDivisor, round }, { ...plain, requiredKeys: ['divideBy'] });
  return fc.option(unit, { nil: undefined });
};

const anySpend = fc.constantFrom('0', '0.01', '5', '1000', '0.005');

/** A charge for a meter of this kind, under some key. */
export const anyCharge = (kind: MeterKind, meter: string): fc.Arbitrary<Charge> =>
  fc
    .record({
      unit: anyUnit(kind),
      model: kind === 'values' ? anyPercentage : anyOtherModel,
      rest: fc.record(
        {
          freeUnits: fc.constantFrom('0', '0.5', '1', '3', '10', '100'),
          minimumSpend: anySpend,
          maximumSpend: fc.option(anySpend),
          zeroUsage: fc.constantFrom('skip', 'bill', 'bill'),
        },
        { ...plain, requiredKeys: [] },
      ),
    })
    .map(({ unit, model, rest: { freeUnits, ...rest } }) => ({
      key: 'charge',
      meter,
      model,
      ...(unit === undefined ? {} : { unit }),
      ...(freeUnits === undefined || kind === 'values' ? {} : { freeUnits }),
      ...rest,
    }));

/** Quantities that hit bounds, free units and halves, or come near them. */
const anyUnits = fc.record({
  units: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('0', '0.5', '1', '3', '3.5', '4', '10', '10.001') },
    { weight: 3, arbitrary: fc.constantFrom('13', '2.5', '333', '666', '-1', '-2.5', '0.001') },
    { weight: 2, arbitrary: fc.integer({ min: -30, max: 300 }).map(String) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(`1${'0'.repeat(30)}`, '0.000000000000000001', '-0.005'),
    },
  ),
  ofBound: fc.boolean(),
});

/** The part of a period that a segment is: usually all, else of milliseconds of a month. */
const monthMs = fc.constantFrom(28, 30, 31).map((days) => days * 86_400_000);
export const anyShare = monthMs.chain((periodMs) =>
  fc
    .oneof(
      { weight: 2, arbitrary: fc.constant(periodMs) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 27 }).map((days) => days * 86_400_000) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: periodMs }) },
    )
    .map((segmentMs) => ({ periodMs, share: fraction(BigInt(segmentMs), BigInt(periodMs)) })),
);

/** A charge and what is used: `units` in the charge's unit, at times by the share, so that bounds are met in a part too. */
export const anyUse = fc
  .constantFrom<MeterKind[]>('quantity', 'quantity', 'level', 'values')
  .chain((kind) =>
    fc.record({
      kind: fc.constant(kind),
      charge: anyCharge(kind, 'acme.m'),
      currency: fc.constantFrom('USD', 'USD', 'EUR', 'JPY', 'KWD', 'CLF', 'IQD', 'HUF'),
      period: anyShare,
      used: anyUnits,
      values: fc.array(
        fc.record({
          value: fc.constantFrom('10', '10', '0', '5.05', '-3', '1', '0.001', '1000000'),
          share: fc.constantFrom('1', '1', '1', '0.5', '0.25', '0.333333333333333333'),
        }),
        { maxLength: 6 },
      ),
    }),
  )
  .map(({ used: { units, ofBound }, ...rest }) => ({
    ...rest,
    units: ofBound ? multiply(decimal(units), rest.period.share) : decimal(units),
  }));
