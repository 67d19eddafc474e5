import { compared, decimalOf } from '../decimal.ts';
import type { Json, JsonObject } from '../event-log.ts';
import { isScalar, valueUnder } from './data-value.ts';
import type { Condition } from './parts.ts';

type Test = (value: Json | undefined) => boolean;

// Numbers are equal as doubles just where their decimals are: a fact's have no more digits than a double holds.
const amongst = (values: readonly Json[]): Test => {
  const known = new Set<unknown>(values);
  return (value) => isScalar(value) && known.has(value);
};

const withinBounds = ({ atLeast, below }: Condition): Test => {
  const lowest = decimalOf(atLeast);
  const end = decimalOf(below);
  return (value) => {
    const decimal = decimalOf(value);
    return (
      decimal !== undefined &&
      (lowest === undefined || compared(decimal, lowest) >= 0) &&
      (end === undefined || compared(decimal, end) < 0)
    );
  };
};

const testOf = (condition: Condition): Test => {
  if (condition.is !== undefined) return amongst(condition.is);
  if (condition.isNot === undefined) return withinBounds(condition);
  const excluded = amongst(condition.isNot);
  return (value) => !excluded(value);
};

/**
 * Whether a fact's data meets all conditions, compiled once for many facts. A text never equals a number, and a key that is
 * not there meets `isNot` only.
 */
export const meeting = (conditions: readonly Condition[]): ((data: JsonObject) => boolean) => {
  const tests = conditions.map((each) => ({ key: each.key, test: testOf(each) }));
  return (data) => tests.every(({ key, test }) => test(valueUnder(data, key)));
};
