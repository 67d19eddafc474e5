import { left, right } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { publishAttribution } from '../../../../domain/attribution/publish-attribution.ts';
import { publishVersion } from '../../../../domain/pricing/publish-version.ts';
import { setDefaultModel } from '../../../../domain/pricing/set-default-model.ts';
import { withdrawModel } from '../../../../domain/pricing/withdraw-model.ts';
import { instantOf } from '../../../../domain/time/instant.ts';
import { pricesOf, pricingOf, versionsOf } from './given-prices.ts';

const tenant = 't';
const model = 'm';
const nothing = right([]);
const january = pricingOf('2026-01-01T00:00:00Z');
const february = pricingOf('2026-02-01T00:00:00Z');
const recorded = (type: string, data: object) => right([{ type, data: { tenant, ...data } }]);
const unfit = (path: string, message: string) =>
  left({ kind: 'unfit', faults: [{ path, message: expect.stringContaining(message) as string }] });

describe('a version that is published', () => {
  const publish = (
    pricing: typeof january,
    known: readonly (typeof january)[] = [],
    billed?: string,
  ) =>
    publishVersion(
      { tenant, model, pricing },
      {
        versions: versionsOf(...known),
        billedTo: billed === undefined ? undefined : instantOf(billed),
      },
    );

  test('is the next, also where it takes effect before another', () => {
    const version = (number: number, pricing: object) =>
      recorded('PricingModelPublished', { model, version: number, pricing });
    expect(publish(january)).toEqual(version(1, january));
    expect(publish(january, [february])).toEqual(version(2, january));
  });

  test('again is known, whatever was published and billed since', () => {
    expect(publish(january, [january, february], '2026-04-01T00:00:00Z')).toEqual(nothing);
  });

  test('at the time of another one is refused', () => {
    expect(publish({ ...february, graceDays: 1 }, [january, february])).toEqual(
      left({ kind: 'version-exists', version: 2 }),
    );
  });

  test('in another currency and zone than those before is refused with both faults', () => {
    const other = { ...february, currency: 'USD', timeZone: 'Europe/Berlin' };
    expect(publish(other, [january])).toMatchObject(
      left({ kind: 'unfit', faults: [{ path: '/currency' }, { path: '/timeZone' }] }),
    );
  });

  test.each([
    ['2026-02-01T00:00:00Z', true],
    ['2026-02-01T00:00:00.001Z', false],
  ])('where invoices end at %s may take effect at the end of January: %s', (billed, may) => {
    expect(publish(february, [january], billed)).toEqual(
      may
        ? recorded('PricingModelPublished', { model, version: 2, pricing: february })
        : left({ kind: 'already-billed', billedTo: instantOf(billed) }),
    );
  });
});

describe('a model that is withdrawn', () => {
  const withdraw = (isPublished: boolean, isWithdrawn: boolean) =>
    withdrawModel({ tenant, model }, { isPublished, isWithdrawn });

  test('is so once', () => {
    expect(withdraw(true, false)).toEqual(recorded('PricingModelWithdrawn', { model }));
    expect(withdraw(true, true)).toEqual(nothing);
  });

  test('must be there', () => {
    expect(withdraw(false, false)).toEqual(left({ kind: 'unknown-model', model }));
  });
});

describe('the default model', () => {
  const berlin = versionsOf(pricingOf('2025-12-31T23:00:00Z', ['free'], 'Europe/Berlin'));
  const models = { m: versionsOf(january), n: versionsOf(january), berlin };
  const set = (
    key: string,
    from: string | undefined,
    {
      defaults = [],
      withdrawn = [],
      billed,
    }: {
      readonly defaults?: readonly (readonly [string, string])[];
      readonly withdrawn?: readonly string[];
      readonly billed?: string;
    } = {},
  ) =>
    setDefaultModel(
      { tenant, model: key, from: from === undefined ? undefined : instantOf(from) },
      {
        prices: pricesOf(models, defaults, withdrawn),
        billedTo: billed === undefined ? undefined : instantOf(billed),
      },
    );
  const set2000 = [['m', '2000-01-01T00:00:00Z']] as const;

  test('is the first since always where nothing else is said, by the clock of its zone', () => {
    expect(set('m', undefined)).toEqual(
      recorded('DefaultModelSet', { model: 'm', from: '2000-01-01T00:00:00.000Z' }),
    );
    expect(set('berlin', undefined)).toEqual(
      recorded('DefaultModelSet', { model: 'berlin', from: '1999-12-31T23:00:00.000Z' }),
    );
  });

  test('again is known', () => {
    expect(set('m', undefined, { defaults: set2000 })).toEqual(nothing);
    expect(set('m', '2000-01-01T01:00:00+01:00', { defaults: set2000 })).toEqual(nothing);
  });

  test('may be another one from a later month on', () => {
    expect(set('n', '2026-03-01T00:00:00Z', { defaults: set2000 })).toEqual(
      recorded('DefaultModelSet', { model: 'n', from: '2026-03-01T00:00:00.000Z' }),
    );
  });

  test.each<[string, Parameters<typeof set>, unknown]>([
    ['no model', ['gone', undefined], unfit('/model', 'is no pricing model')],
    [
      'one that is withdrawn',
      ['m', undefined, { withdrawn: ['m'] }],
      left({ kind: 'model-withdrawn', model: 'm' }),
    ],
    [
      'another one from nobody knows when',
      ['n', undefined, { defaults: set2000 }],
      unfit('/from', 'is missing'),
    ],
    [
      'one from within a month',
      ['m', '2026-03-01T00:00:01Z'],
      unfit('/from', 'must be the beginning of a month in UTC, such as 2026-03-01T00:00:00.000Z'),
    ],
    [
      'one that begins within a month of the one before',
      ['berlin', '2026-02-28T23:00:00Z', { defaults: set2000 }],
      unfit('/from', 'from m to berlin within a month of UTC'),
    ],
    [
      'one that is followed within a month of its own',
      ['berlin', '1999-11-30T23:00:00Z', { defaults: [['n', '1999-12-01T00:00:00Z'], ...set2000] }],
      unfit('/from', 'leads to a change at 1999-12-01T00:00:00.000Z that would change'),
    ],
    [
      'one for a time that is billed',
      ['n', '2026-03-01T00:00:00Z', { defaults: set2000, billed: '2026-04-01T00:00:00Z' }],
      left({ kind: 'already-billed', billedTo: instantOf('2026-04-01T00:00:00Z') }),
    ],
  ])('cannot be %s', (_, command, expected) => {
    expect(set(...command)).toEqual(expected);
  });
});

describe('a policy of who pays', () => {
  const policyFrom = (effectiveFrom: string, more: object = {}) => ({
    effectiveFrom,
    default: 'actor' as const,
    meters: {},
    ...more,
  });
  const first = policyFrom('2026-01-01T00:00:00.000Z');
  const publish = (policy: typeof first, policies: readonly (typeof first)[], billed?: string) =>
    publishAttribution(
      { tenant, policy },
      { policies, billedTo: billed === undefined ? undefined : instantOf(billed) },
    );

  test('is the next, and again is known', () => {
    const next = policyFrom('2026-01-01T00:00:00.001Z');
    expect(publish(first, [])).toEqual(
      recorded('AttributionPublished', { version: 1, policy: first }),
    );
    expect(publish(next, [first])).toEqual(
      recorded('AttributionPublished', { version: 2, policy: next }),
    );
    expect(publish(first, [first, next], '2026-02-01T00:00:00Z')).toEqual(nothing);
  });

  test('takes effect after all before it, and after all that is billed', () => {
    expect(publish(policyFrom(first.effectiveFrom, { default: 'group' }), [first])).toEqual(
      unfit('/effectiveFrom', 'must be after 2026-01-01T00:00:00.000Z'),
    );
    expect(publish(first, [], '2026-02-01T00:00:00Z')).toEqual(
      left({ kind: 'already-billed', billedTo: instantOf('2026-02-01T00:00:00Z') }),
    );
  });
});
