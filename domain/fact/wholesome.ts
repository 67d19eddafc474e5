import { pointerPart, type Fault } from '../codec/faults.ts';
import type { Json } from '../event-log.ts';

const depthMax = 32;
const significantDigitsMax = 15;

/** How many digits of a number as JavaScript prints it say something: 1200 has two, 0.05 one. */
const significantDigits = (value: number): number => {
  const [mantissa = ''] = String(Math.abs(value)).split('e');
  const digits = mantissa.replace('.', '').replace(/^0+/, '');
  return mantissa.includes('.') ? digits.length : digits.replace(/0+$/, '').length;
};

const faultOf = (value: Json): string | undefined => {
  if (typeof value === 'string') {
    if (value.includes('\0')) return 'must not hold U+0000';
    return value.isWellFormed() ? undefined : 'must not hold half of a surrogate pair';
  }
  if (typeof value !== 'number') return undefined;
  return Math.abs(value) < 1e15 && Number.isInteger(value) ? undefined : faultOfLongNumber(value);
};

const faultOfLongNumber = (value: number): string | undefined =>
  Number.isFinite(value) && significantDigits(value) <= significantDigitsMax
    ? undefined
    : `has more than ${significantDigitsMax} significant digits: send it as a text`;

/**
 * What makes a JSON value unfit to be kept for ever: numbers that a double cannot hold exactly, U+0000, lone surrogates,
 * `__proto__` as a key, or depth over 32. Paths are JSON pointers.
 */
export const faultsInJson = (value: Json, path: string, depth = 0): readonly Fault[] => {
  if (typeof value !== 'object' || value === null) {
    const message = faultOf(value);
    return message === undefined ? [] : [{ path, message }];
  }
  if (depth === depthMax) return [{ path, message: `is nested more than ${depthMax} deep` }];
  return Object.entries(value).flatMap(([key, member]) => {
    const message = key === '__proto__' ? 'is not allowed as a key' : faultOf(key);
    const at = `${path}/${pointerPart(key)}`;
    return [
      ...(message === undefined ? [] : [{ path: at, message }]),
      ...faultsInJson(member, at, depth + 1),
    ];
  });
};
