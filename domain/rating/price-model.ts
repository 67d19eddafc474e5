import * as t from 'io-ts';
import { faultsAt, type Fault } from '../codec/faults.ts';
import { said } from '../codec/said.ts';
import { compared, decimalOf } from '../decimal.ts';
import { models, tiersMax, tiersWords, type PriceModel as Priced } from './charge.ts';

const kinds = Object.keys(models);
const isKind = (value: unknown): value is keyof typeof models =>
  typeof value === 'string' && Object.hasOwn(models, value);

/** `value` is above `limit`; false where one of them is no decimal, which is a fault of its own. */
export const isAbove = (value: unknown, limit: unknown): boolean => {
  const [one, other] = [decimalOf(value), decimalOf(limit)];
  return one !== undefined && other !== undefined && compared(one, other) > 0;
};

type Said = Readonly<Record<string, unknown>>;

const faultsOfBounds = (tiers: readonly unknown[]): readonly Fault[] => {
  const bounds = tiers.map((tier) => said(tier)['upTo']);
  return bounds.flatMap((upTo, index) => {
    const path = `/tiers/${index}/upTo`;
    const isLast = index === bounds.length - 1;
    if (isLast !== (upTo === null) && upTo !== undefined) {
      return [
        { path, message: isLast ? 'must be null: it is the last' : 'is null before the last' },
      ];
    }
    const before = bounds[index - 1];
    return decimalOf(upTo) !== undefined &&
      decimalOf(before) !== undefined &&
      !isAbove(upTo, before)
      ? [{ path, message: 'must be more than that of the tier before' }]
      : [];
  });
};

const faultsOfTiers = ({ kind, tiers }: Said): readonly Fault[] => {
  if (!Array.isArray(tiers)) return [];
  if (tiers.length === 0) return [{ path: '/tiers', message: tiersWords }];
  // That there are too many is told by the codec; nothing is said of each of them.
  if (tiers.length > tiersMax) return [];
  const priceless = (tiers as readonly unknown[]).flatMap((tier, index) =>
    kind !== 'graduated_percentage' &&
    t.UnknownRecord.is(tier) &&
    !Object.hasOwn(tier, 'unitAmount') &&
    !Object.hasOwn(tier, 'flatAmount')
      ? [{ path: `/tiers/${index}`, message: 'must have a unitAmount, a flatAmount or both' }]
      : [],
  );
  return [...faultsOfBounds(tiers), ...priceless];
};

const faultsOfLimits = ({ minimumPerFact, maximumPerFact }: Said): readonly Fault[] =>
  isAbove(minimumPerFact, maximumPerFact)
    ? [{ path: '/maximumPerFact', message: 'must be at least minimumPerFact' }]
    : [];

const validate: t.Validate<unknown, Priced> = (input, context) => {
  if (!t.UnknownRecord.is(input)) return t.failure(input, context, 'must be an object');
  const { kind } = input;
  if (!isKind(kind)) {
    const message = Object.hasOwn(input, 'kind')
      ? `must be one of ${kinds.join(', ')}`
      : 'is missing';
    return t.failures(faultsAt(input, context, [{ path: '/kind', message }]));
  }
  const decoded: t.Validation<Priced> = models[kind].validate(input, context);
  const errors = decoded._tag === 'Left' ? decoded.left : [];
  const ofTiers = 'tiers' in models[kind].required ? faultsOfTiers(input) : [];
  const beyond = faultsAt(input, context, [...ofTiers, ...faultsOfLimits(input)]);
  return beyond.length === 0 ? decoded : t.failures([...errors, ...beyond]);
};

/** How a quantity is priced, by `kind`; every fault of it is named at once. */
export const PriceModel = Object.assign(
  new t.Type<Priced>(
    'PriceModel',
    (value): value is Priced => t.UnknownRecord.is(value) && isKind(value['kind']),
    validate,
    t.identity,
  ),
  { anyOf: Object.values(models) },
);
