import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  AttributionDefinition,
  faultsOfPolicy,
} from '../../../domain/attribution/attribution-definition.ts';
import { shippedMeters } from '../../../domain/meter/meter.ts';
import { faultsWithTenant } from '../../../domain/pricing/faults-with-tenant.ts';
import { PricingVersionDefinition } from '../../../domain/pricing/pricing-version.ts';
import { rateQuantity } from '../../../domain/rating/rate-charge.ts';
import { exact, moneyText } from '../../../domain/rating/texts.ts';
import { difference, one, order, sum } from '../../../domain/rational.ts';
import { decodeOrThrow } from '../../support/decode-or-throw.ts';

// The prices that the product brings along publish as they are, and come to what their comments say.

const textOf = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../../pricing', name), 'utf8');
const yamlIn = (name: string): Readonly<Record<string, unknown>> =>
  parse(textOf(name)) as Readonly<Record<string, unknown>>;

const { key, ...written } = yamlIn('openmeet.yaml');
const version = decodeOrThrow(PricingVersionDefinition, written);

const planOf = (plan: string) => {
  const found = version.plans.find((each) => each.key === plan);
  if (found === undefined) throw new Error(`no plan ${plan}`);
  return found;
};

/** What a whole month costs: the quantity of each charge is in its unit. */
const monthOn = (plan: string, quantities: Readonly<Record<string, string>>) => {
  const { baseFee, charges } = planOf(plan);
  return charges
    .map((charge) => rateQuantity(charge, exact(quantities[charge.key] ?? '0'), one).amount)
    .reduce(sum, exact(baseFee));
};

test('the model and its attribution have no faults for a tenant without meters of its own', () => {
  const meterOf = (meter: string) => shippedMeters.find((each) => each.key === meter);
  expect(key).toBe('openmeet');
  expect(faultsWithTenant(written, meterOf, [])).toEqual([]);
  const attribution = yamlIn('openmeet-attribution.yaml');
  expect(decodeOrThrow(AttributionDefinition, attribution).meters).toMatchObject({
    'storage.bytes': 'group_owner',
  });
  expect(faultsOfPolicy(attribution, shippedMeters)).toEqual([]);
});

describe('a month comes to what the comments say', () => {
  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['free', '0.00', { storage: '0.052', messages: '32' }],
    ['community', '9.50', { storage: '40', messages: '30000', requests: '2000000', events: '12' }],
    [
      'federation',
      '54.50',
      { storage: '400', messages: '250000', requests: '12000000', events: '90' },
    ],
  ])('%s: %s', (plan, amount, quantities) => {
    expect(moneyText(monthOn(plan, quantities), 2)).toBe(amount);
    expect(textOf('openmeet.yaml')).toContain(amount);
  });

  test.each([
    ['17', 'free'],
    ['18', 'community'],
  ])('with %s GB and nothing else, %s is the cheapest', (storage, cheapest) => {
    const [free, community] = [monthOn('free', { storage }), monthOn('community', { storage })];
    const isFree = order(difference(free, community), exact('0')) < 0;
    expect(isFree ? 'free' : 'community').toBe(cheapest);
  });
});
