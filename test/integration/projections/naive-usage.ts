import type { Account } from '../../../domain/account.ts';
import type { Json } from '../../../domain/event-log.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import type { Period } from '../../../domain/time/window.ts';

// Usage once more, slowly: by going through all facts for each question, in units of 10^-18.

const one = 10n ** 18n;

const unitsOf = (value: Json | undefined): bigint | undefined => {
  if (value === undefined) return undefined;
  if (typeof value === 'number') {
    // The numbers of these tests have no more than three digits after the point.
    return Number.isInteger(value)
      ? BigInt(value) * one
      : (BigInt(Math.round(value * 1_000)) * one) / 1_000n;
  }
  if (typeof value !== 'string') throw new Error('neither a number nor a text');
  const [integer = '', fraction = ''] = value.split('.');
  return BigInt(`${integer}${fraction.padEnd(18, '0')}`);
};

const isCall = ({ type }: Fact): boolean => type.startsWith('openmeet.api.');

/** What one fact adds to a meter; undefined where it does not count in it. */
const quantities: Readonly<Record<string, (fact: Fact) => bigint | undefined>> = {
  'storage.uploaded_bytes': ({ type, data }) =>
    type === 'openmeet.file.stored' ? unitsOf(data['bytes']) : undefined,
  'files.stored': ({ type }) => (type === 'openmeet.file.stored' ? one : undefined),
  'api.requests': (fact) => (isCall(fact) ? (unitsOf(fact.data['count']) ?? one) : undefined),
  'api.duration_ms': (fact) => (isCall(fact) ? unitsOf(fact.data['durationMs']) : undefined),
  'db.operations': (fact) => (isCall(fact) ? unitsOf(fact.data['dbOperations']) : undefined),
  'groups.joined': ({ type }) => (type === 'openmeet.group.joined' ? one : undefined),
};
export const naiveMeters: readonly string[] = Object.keys(quantities);

type Usage = { readonly window: number; readonly units: bigint; readonly facts: bigint };

/** The usage of an account by window, of those windows that have any. */
export const naiveUsage = (
  facts: readonly Fact[],
  { kind, id }: Account,
  meter: string,
  windows: readonly Period[],
): readonly Usage[] =>
  windows.flatMap(({ from, to }, window) => {
    const counted = facts
      .filter(({ at }) => from <= at && at < to)
      .filter(({ subject, data }) =>
        kind === 'user' ? subject === `user:${id}` : data['group'] === id,
      )
      .flatMap((fact) => quantities[meter]?.(fact) ?? []);
    return counted.length === 0
      ? []
      : [{ window, units: counted.reduce((a, b) => a + b), facts: BigInt(counted.length) }];
  });
