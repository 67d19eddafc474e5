import * as t from 'io-ts';
import type { Fault } from '../codec/faults.ts';
import type { Meter } from '../meter/meter.ts';
import { MeterKey } from '../meter/parts.ts';
import { faultsWithMeter } from '../rating/charge-definition.ts';
import { chargesMax, quotasMax } from './plan-definition.ts';
import { plansMax } from './pricing-version.ts';
import type { PublishedVersion } from '../subscription/terms-of.ts';

/** The meter of a key, undefined where the tenant has none. */
export type MeterOf = (key: string) => Meter | undefined;

type Said = Readonly<Record<string, unknown>>;
const said = (value: unknown): Said => (t.UnknownRecord.is(value) ? value : {});
// Of lists that are longer than any may be nothing is told here.
const listed = (value: unknown, max: number): readonly unknown[] =>
  Array.isArray(value) && value.length <= max ? value : [];

const faultsOfMeter = (part: unknown, meterOf: MeterOf, path: string): readonly Fault[] => {
  const { meter } = said(part);
  return MeterKey.is(meter) && meterOf(meter) === undefined
    ? [{ path: `${path}/meter`, message: 'is no meter that is known' }]
    : [];
};

const faultsOfCharge = (part: unknown, meterOf: MeterOf, path: string): readonly Fault[] => {
  const { meter } = said(part);
  return MeterKey.is(meter) ? faultsWithMeter(part, meterOf(meter), path) : [];
};

const faultsWithMeters = (input: unknown, meterOf: MeterOf): readonly Fault[] =>
  listed(said(input)['plans'], plansMax).flatMap((plan, index) => {
    const { charges, quotas } = said(plan);
    const path = `/plans/${index}`;
    return [
      ...listed(charges, chargesMax).flatMap((charge, at) =>
        faultsOfCharge(charge, meterOf, `${path}/charges/${at}`),
      ),
      ...listed(quotas, quotasMax).flatMap((quota, at) =>
        faultsOfMeter(quota, meterOf, `${path}/quotas/${at}`),
      ),
    ];
  });

/** What differs from the versions there are in what every version of a model shares. */
export const faultsWithVersions = (
  input: unknown,
  versions: readonly PublishedVersion[],
): readonly Fault[] => {
  const first = versions[0]?.pricing;
  if (first === undefined) return [];
  return (['currency', 'timeZone'] as const).flatMap((part) => {
    const value = said(input)[part];
    return typeof value === 'string' && value !== first[part]
      ? [{ path: `/${part}`, message: `must be ${first[part]}, as in every version of this model` }]
      : [];
  });
};

/** What is wrong with a version of a model for a tenant with these meters and these versions of it; any JSON is taken. */
export const faultsWithTenant = (
  input: unknown,
  meterOf: MeterOf,
  versions: readonly PublishedVersion[],
): readonly Fault[] => [
  ...faultsWithVersions(input, versions),
  ...faultsWithMeters(input, meterOf),
];
