import { decimalOf, type Decimal } from '../decimal.ts';
import type { Json, JsonObject } from '../event-log.ts';
import type { Scalar } from './parts.ts';

/** The value under a top-level key of a fact's data; undefined where the key is not there. */
export const valueUnder = (data: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(data, key) ? data[key] : undefined;

export const isScalar = (value: Json | undefined): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** How a meter reads one decimal of a fact; undefined where the fact has none and is not counted. */
export const decimalReader =
  (key: string, absent?: Json) =>
  (data: JsonObject): Decimal | undefined =>
    decimalOf(Object.hasOwn(data, key) ? data[key] : absent);
