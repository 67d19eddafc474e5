import { isRight } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { faultsOf } from '../../../../domain/codec/faults.ts';
import { shippedMeters } from '../../../../domain/meter/meter.ts';
import { faultsWithTenant } from '../../../../domain/pricing/faults-with-tenant.ts';
import {
  PricingVersionDefinition,
  versionText,
} from '../../../../domain/pricing/pricing-version.ts';
import { decodeOrThrow } from '../../../support/decode-or-throw.ts';

const storage = {
  key: 'storage',
  meter: 'storage.bytes',
  unit: { divideBy: '1000000000', per: 'month' },
  model: { kind: 'standard', unitAmount: '0.20' },
};
const plan = { key: 'free', baseFee: '0', charges: [storage] };
const version = {
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  effectiveFrom: '2026-01-31T23:00:00Z',
  defaultPlan: 'free',
  graceDays: 3,
  plans: [plan],
};

const faultsIn = (input: unknown): readonly string[] =>
  faultsOf(PricingVersionDefinition.decode(input), '').map(
    ({ path, message }) => `${path} ${message}`,
  );

describe('a version', () => {
  test('becomes the form that is stored: its time in UTC, its quotas a list', () => {
    const decoded = decodeOrThrow(PricingVersionDefinition, {
      ...version,
      effectiveFrom: '2026-02-01T00:00:00+01:00',
    });
    expect(decoded).toEqual({
      ...version,
      effectiveFrom: '2026-01-31T23:00:00.000Z',
      plans: [{ ...plan, quotas: [] }],
    });
  });

  test('is the same whatever the order of its members and the offset of its time', () => {
    const texts = [
      version,
      Object.fromEntries(Object.entries(version).reverse()),
      { ...version, effectiveFrom: '2026-02-01T01:00:00+02:00' },
      { ...version, plans: [{ ...plan, quotas: [] }] },
    ].map((input) => versionText(decodeOrThrow(PricingVersionDefinition, input)));
    expect(new Set(texts).size).toBe(1);
  });

  test('is taken again in the form that is stored', () => {
    const decoded = decodeOrThrow(PricingVersionDefinition, version);
    expect(decodeOrThrow(PricingVersionDefinition, decoded)).toEqual(decoded);
  });
});

describe('a version is refused where', () => {
  test.each<[string, object, readonly string[]]>([
    ['a part is missing', { currency: undefined }, ['/currency must be the code of a currency']],
    ['there is no such currency', { currency: 'EURO' }, ['/currency must be the code']],
    ['there is no such zone', { timeZone: 'Mars/Olympus' }, ['/timeZone must be the name of']],
    ['the zone is an offset', { timeZone: '+01:00' }, ['/timeZone must be the name of']],
    [
      'it begins within a month',
      { effectiveFrom: '2026-02-01T00:00:00Z' },
      [
        '/effectiveFrom must be the beginning of a month in Europe/Berlin, such as 2026-01-31T23:00:00.000Z',
      ],
    ],
    [
      'the next month is nearer',
      { effectiveFrom: '2026-01-31T00:00:00Z' },
      [
        '/effectiveFrom must be the beginning of a month in Europe/Berlin, such as 2026-01-31T23:00:00.000Z',
      ],
    ],
    ['its time is none', { effectiveFrom: '2026-02-01' }, ['/effectiveFrom must be an RFC 3339']],
    [
      'its time is too early',
      { effectiveFrom: '1969-12-31T23:00:00Z' },
      ['/effectiveFrom must be an RFC 3339 time with an offset, of the years 1970 to 9998'],
    ],
    ['the default is no plan', { defaultPlan: 'paid' }, ['/defaultPlan is none of the plans']],
    [
      'there are no plans',
      { plans: [] },
      ['/defaultPlan is none of', '/plans must have at least one'],
    ],
    ['it says its number', { version: 1 }, ['/version is not known here']],
    ['the days of grace are no whole number', { graceDays: 1.5 }, ['/graceDays must be a whole']],
    [
      'two plans have one key',
      { plans: [plan, plan, { ...plan, key: 'b' }] },
      ['/plans/1/key is the key of another one: free'],
    ],
    [
      'two charges of a plan have one key',
      { plans: [{ ...plan, charges: [storage, storage] }] },
      ['/plans/0/charges/1/key is the key of another one: storage'],
    ],
    [
      'a charge has the key of a line that no charge makes',
      { plans: [{ ...plan, charges: [{ ...storage, key: 'base_fee' }] }] },
      ['/plans/0/charges/0/key is the key of a line'],
    ],
    [
      'a number is no text',
      { plans: [{ ...plan, baseFee: 5 }] },
      ['/plans/0/baseFee must be at least 0, a decimal as a text'],
    ],
    [
      'a quota is wrong',
      { plans: [{ ...plan, quotas: [{ meter: 'files.stored', limit: '-1', enforcement: 'no' }] }] },
      ['/plans/0/quotas/0/limit must be at least 0', '/plans/0/quotas/0/enforcement must be one'],
    ],
    [
      'there is too much of it',
      {
        plans: [
          {
            ...plan,
            charges: Array.from({ length: 101 }, (_, n) => ({ ...storage, key: `c${n}` })),
          },
        ],
      },
      ['/plans/0/charges must have up to 100 entries'],
    ],
  ])('%s', (_, change, expected) => {
    const found = faultsIn({ ...version, ...change });
    expect(found).toHaveLength(expected.length);
    expected.forEach((text, index) => {
      expect(found[index]).toContain(text);
    });
  });

  test('it is too long, though each of its lists is not', () => {
    const tiers = Array.from({ length: 60 }, (_, n) => ({
      upTo: n === 59 ? null : String(n + 1),
      unitAmount: '0.123456789012345678',
    }));
    const charges = Array.from({ length: 100 }, (_, n) => ({
      ...storage,
      key: `c${n}`,
      model: { kind: 'graduated', tiers },
    }));
    expect(faultsIn({ ...version, plans: [{ ...plan, charges }] })).toEqual([
      expect.stringMatching(/^ has \d+ characters; at most 262144 are taken$/),
    ]);
  });

  test('anything is wrong, and everything is named at once', () => {
    const found = faultsIn({
      currency: 'XXX',
      timeZone: 'Europe/Berlin',
      effectiveFrom: '2026-02-01T00:00:00Z',
      defaultPlan: 'gold',
      graceDays: -1,
      plans: [
        plan,
        {
          ...plan,
          baseFee: 1,
          charges: [{ ...storage, key: 'plan_minimum', unit: { per: 'day' } }],
        },
      ],
    });
    expect(found.map((text) => text.split(' ')[0])).toEqual([
      '/currency',
      '/graceDays',
      '/plans/1/baseFee',
      '/plans/1/charges/0/unit/divideBy',
      '/plans/1/charges/0/unit/per',
      '/plans/1/charges/0/key',
      '/effectiveFrom',
      '/defaultPlan',
      '/plans/1/key',
    ]);
  });

  test.each([undefined, null, 1, 'x', [], {}, { plans: {} }, { plans: [null, 3] }])(
    'it is %j',
    (input) => {
      expect(isRight(PricingVersionDefinition.decode(input))).toBe(false);
    },
  );
});

describe('for a tenant, a version is refused where', () => {
  const meterOf = (key: string) => shippedMeters.find((meter) => meter.key === key);
  const known = decodeOrThrow(PricingVersionDefinition, version);
  const versions = [{ version: 1, from: 0, pricing: known }];
  const faultsFor = (input: unknown) =>
    faultsWithTenant(input, meterOf, versions).map(({ path, message }) => `${path} ${message}`);

  test('nothing is wrong: it is not', () => {
    expect(faultsFor(version)).toEqual([]);
    expect(faultsWithTenant({ ...version, currency: 'USD' }, meterOf, [])).toEqual([]);
  });

  test('its currency or its zone are others than before, and its meters do not fit', () => {
    const charges = [
      { ...storage, meter: 'unknown' },
      { ...storage, unit: { divideBy: '1' } },
      {
        key: 'files',
        meter: 'files.stored',
        unit: { divideBy: '1', per: 'hour' },
        model: storage.model,
      },
      { key: 'broken', meter: 'gone' },
      { ...storage, model: 3, unit: { divideBy: 0 } },
      { key: 'files', meter: 'files.stored', model: { kind: 'percentage' }, unit: { per: 'day' } },
      { ...storage, unit: 3 },
    ];
    const quotas = [{ meter: 'missing', limit: '1', enforcement: 'hard' }];
    expect(
      faultsFor({
        ...version,
        currency: 'USD',
        timeZone: 'UTC',
        plans: [plan, { ...plan, charges, quotas }],
      }),
    ).toEqual([
      '/currency must be EUR, as in every version of this model',
      '/timeZone must be Europe/Berlin, as in every version of this model',
      '/plans/1/charges/0/meter is no meter that is known',
      expect.stringContaining('/plans/1/charges/1/unit/per is missing'),
      expect.stringContaining('/plans/1/charges/2/unit/per means nothing'),
      '/plans/1/charges/3/meter is no meter that is known',
      expect.stringContaining('/plans/1/charges/4/unit/per is missing'),
      expect.stringContaining('/plans/1/charges/5/unit/per means nothing'),
      '/plans/1/charges/5/meter is no sum, and percentage prices values of facts',
      '/plans/1/quotas/0/meter is no meter that is known',
    ]);
  });

  test.each([undefined, null, 3, [], { plans: [null, { charges: 3, quotas: [1] }] }])(
    'it is %j, which has no fault of this kind',
    (input) => {
      expect(faultsFor(input)).toEqual([]);
    },
  );
});
