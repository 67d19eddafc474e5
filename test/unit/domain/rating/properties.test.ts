import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Charge, Tier } from '../../../../domain/rating/charge.ts';
import {
  difference,
  greatest,
  none,
  one,
  order,
  product,
  rational,
  sum,
  type Rational,
} from '../../../../domain/rational.ts';
import { levelMs } from '../../../../domain/rating/level-ms.ts';
import { rateQuantity } from '../../../../domain/rating/rate-charge.ts';
import { exact } from '../../../../domain/rating/texts.ts';
import { chargeOf } from './charges.ts';

const price = fc.integer({ min: 0, max: 10_000 }).map((units) => String(units / 1_000));
const share = fc
  .tuple(fc.bigInt({ min: 1n, max: 31n }), fc.bigInt({ min: 0n, max: 31n }))
  .map(([part, rest]) => rational(part, part + rest));
// Halves, so that bounds are met.
const quantity = fc.integer({ min: -40, max: 400 }).map((halves) => rational(BigInt(halves), 2n));

const tiersWith = (flatAmount: fc.Arbitrary<string | undefined>): fc.Arbitrary<readonly Tier[]> =>
  fc
    .tuple(
      fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: 4 }),
      fc.array(fc.tuple(price, flatAmount), { minLength: 5, maxLength: 5 }),
    )
    .map(([bounds, prices]) => {
      const rising = bounds.toSorted((a, b) => a - b).map((bound) => String(bound / 2));
      return [...rising, null].map((upTo, index) => {
        const [unitAmount, flat] = prices[index] ?? ['0', undefined];
        return { upTo, unitAmount, ...(flat === undefined ? {} : { flatAmount: flat }) };
      });
    });

const anyTiers = tiersWith(fc.option(price, { nil: undefined }));
const plainTiers = tiersWith(fc.constant(undefined));
const freeUnits = fc.integer({ min: 0, max: 50 }).map(String);
const zeroUsage = fc.constantFrom('skip' as const, 'bill' as const);

const total = (amounts: readonly Rational[]): Rational => amounts.reduce(sum, none);
const expectSame = (a: Rational, b: Rational): void => {
  expect(a).toEqual(b);
};

describe('graduated', () => {
  test('more never costs less', () => {
    fc.assert(
      fc.property(anyTiers, share, quantity, quantity, (tiers, part, a, b) => {
        const charge = chargeOf({ kind: 'graduated', tiers });
        const [less, more] = order(a, b) <= 0 ? [a, b] : [b, a];
        const amounts = [less, more].map((each) => rateQuantity(charge, each, part).amount);
        expect(order(amounts[0] ?? one, amounts[1] ?? none)).toBeLessThanOrEqual(0);
      }),
    );
  });

  test('without flat amounts a little more costs at most a little more', () => {
    const little = rational(1n, 10n ** 18n);
    fc.assert(
      fc.property(plainTiers, share, quantity, (tiers, part, q) => {
        const charge = chargeOf({ kind: 'graduated', tiers });
        const amountAt = (at: Rational) => rateQuantity(charge, at, part).amount;
        const step = difference(amountAt(sum(q, little)), amountAt(q));
        const dearest = tiers.map(({ unitAmount = '0' }) => exact(unitAmount)).reduce(greatest);
        expect(order(step, product(little, dearest))).toBeLessThanOrEqual(0);
      }),
    );
  });

  test('of one price in all tiers is standard', () => {
    fc.assert(
      fc.property(
        plainTiers,
        price,
        freeUnits,
        share,
        quantity,
        (tiers, unitAmount, free, part, q) => {
          const same = tiers.map(({ upTo }) => ({ upTo, unitAmount }));
          const other = { freeUnits: free };
          expectSame(
            rateQuantity(chargeOf({ kind: 'graduated', tiers: same }, other), q, part).amount,
            rateQuantity(chargeOf({ kind: 'standard', unitAmount }, other), q, part).amount,
          );
        },
      ),
    );
  });

  test('costs as many hundredths by rates as by prices', () => {
    fc.assert(
      fc.property(anyTiers, zeroUsage, share, quantity, (tiers, zero, part, q) => {
        const rates = tiers.map(({ unitAmount = '0', ...tier }) => ({ ...tier, rate: unitAmount }));
        const hundredths = tiers.map((tier) => ({
          ...tier,
          // Three places at most, so two more are a hundredth, exactly.
          unitAmount: (Number(tier.unitAmount) / 100).toFixed(5),
        }));
        const other = { zeroUsage: zero };
        expectSame(
          rateQuantity(chargeOf({ kind: 'graduated_percentage', tiers: rates }, other), q, part)
            .amount,
          rateQuantity(chargeOf({ kind: 'graduated', tiers: hundredths }, other), q, part).amount,
        );
      }),
    );
  });
});

test('tiers make up the quantity that is paid for, and the amount', () => {
  const kinds = fc.constantFrom('graduated' as const, 'volume' as const);
  const model = fc.record({ kind: kinds, tiers: anyTiers });
  const other = fc.record({ freeUnits, zeroUsage });
  fc.assert(
    fc.property(model, other, share, quantity, (priced, rest, part, q) => {
      const rated = rateQuantity(chargeOf(priced, rest), q, part);
      const paid = greatest(none, difference(q, product(exact(rest.freeUnits), part)));
      expectSame(total(rated.tiers.map((tier) => tier.quantity)), order(q, none) < 0 ? q : paid);
      expectSame(total(rated.tiers.map((tier) => tier.amount)), rated.beforeSpend);
      for (const tier of rated.tiers) {
        expectSame(tier.amount, sum(product(tier.quantity, tier.unitAmount), tier.flatAmount));
      }
      if (priced.kind === 'volume') expect(rated.tiers).toHaveLength(1);
    }),
  );
});

test('a part of a period with that part of the quantity costs that part', () => {
  const models: fc.Arbitrary<Charge['model']> = fc.oneof(
    plainTiers.map((tiers) => ({ kind: 'graduated' as const, tiers })),
    plainTiers.map((tiers) => ({ kind: 'volume' as const, tiers })),
    price.map((unitAmount) => ({ kind: 'standard' as const, unitAmount })),
  );
  const spend = fc.record(
    {
      minimumSpend: price,
      freeUnits,
      maximumSpend: price.map((more) => String(10 + Number(more))),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(models, spend, share, quantity, (model, other, part, q) => {
      const charge = chargeOf(model, other);
      expectSame(
        rateQuantity(charge, product(q, part), part).amount,
        product(rateQuantity(charge, q, one).amount, part),
      );
    }),
  );
});

test('a level over time is what it is from change to change, in whatever order they come', () => {
  const change = fc.record({
    at: fc.integer({ min: 0, max: 99 }),
    delta: fc.integer({ min: -9, max: 9 }),
  });
  const changes = fc
    .array(change, { maxLength: 10 })
    .chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
  fc.assert(
    fc.property(fc.integer({ min: -9, max: 9 }), changes, (opening, [list, shuffled]) => {
      let expected = 0;
      for (let ms = 0; ms < 100; ms += 1) {
        const level = list.filter(({ at }) => at <= ms).map(({ delta }) => delta);
        expected += level.reduce((a, b) => a + b, opening);
      }
      const exactly = shuffled.map(({ at, delta }) => ({ at, delta: rational(BigInt(delta)) }));
      expectSame(
        levelMs({ from: 0, to: 100 }, rational(BigInt(opening)), exactly),
        rational(BigInt(expected)),
      );
    }),
  );
});
