import { describe, expect, test } from 'vitest';
import { OptionsError, optionsFrom } from '../../../bench/options.ts';

describe('options of the bench', () => {
  test.each([
    [[], { facts: 200_000, rounds: 5, billingFacts: 1_000_000, billingRounds: 3 }],
    [['--quick'], { facts: 20_000, rounds: 1, billingFacts: 20_000, billingRounds: 1 }],
    [['--quick', '--billing-facts', '500'], { facts: 20_000, billingFacts: 500 }],
    [['--billing-rounds', '7', '--in-flight', '2'], { billingRounds: 7, batchesInFlight: 2 }],
    [['--only', 'd,a2'], { only: new Set(['a2', 'd']) }],
  ])('%j', (args, expected) => {
    expect(optionsFrom(args)).toMatchObject(expected);
  });

  test.each([
    [['--only', 'e'], '--only knows a, a2, b, c, d'],
    [['--billing-facts', '0'], '--billing-facts is 0 but must be a whole number from 1 on'],
    [['--billing-rounds', '1.5'], '--billing-rounds is 1.5 but must be a whole number from 1 on'],
  ])('%j cannot be used', (args, message) => {
    expect(() => optionsFrom(args)).toThrow(new OptionsError(message));
  });
});
