import type { JsonObject } from '../../domain/event-log.ts';
import { fixedOf } from './fixed-point.ts';
import type { Condition, Meter } from './meter.ts';

// Rule 12. Two JSON numbers are the same decimal just when JavaScript holds them for equal.

const isWithin = (value: unknown, atLeast: string | undefined, below: string | undefined) => {
  const decimal = fixedOf(value);
  if (decimal === undefined) return false;
  const [least, bound] = [fixedOf(atLeast), fixedOf(below)];
  return (least === undefined || decimal >= least) && (bound === undefined || decimal < bound);
};

const meets = (data: JsonObject, condition: Condition): boolean => {
  const isThere = Object.hasOwn(data, condition.key);
  const value = data[condition.key];
  if ('is' in condition) return isThere && condition.is.some((one) => one === value);
  if ('isNot' in condition) return !isThere || condition.isNot.every((one) => one !== value);
  return isThere && isWithin(value, condition.atLeast, condition.below);
};

/** Whether data meets every condition of a meter. */
export const meetsAll = (data: JsonObject, { where = [] }: Meter): boolean =>
  where.every((condition) => meets(data, condition));
