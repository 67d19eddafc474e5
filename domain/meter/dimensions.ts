import { canonicalJson } from '../canonical-json.ts';
import { decimalOf, decimalToText } from '../decimal.ts';
import type { Json, JsonObject } from '../event-log.ts';
import { sha256 } from '../hash.ts';
import { valueUnder } from './data-value.ts';

const lengthMax = 64;
const lengthKept = 47;
const digitsOfHash = 16;

/**
 * A text as usage is told apart by it. A long one is cut and told from others that begin alike by its hash, since four of
 * them have to fit into one key of a database index.
 */
const shortened = (text: string): string =>
  text.length <= lengthMax
    ? text
    : `${text.slice(0, lengthKept).toWellFormed()}…${sha256(text).slice(0, digitsOfHash)}`;

// Numbers beyond what is counted with are told apart as JavaScript prints them.
const numberText = (value: number): string => {
  const decimal = decimalOf(value);
  return decimal === undefined ? String(value) : decimalToText(decimal);
};

const dimensionOf = (value: Json | undefined): string | null => {
  if (typeof value === 'number') return shortened(numberText(value));
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? shortened(value) : null;
};

/** What a fact's usage is told apart by: its values under these keys, as a JSON list of texts and nulls; empty for no keys. */
export const dimensionsReader = (keys: readonly string[] = []): ((data: JsonObject) => string) =>
  keys.length === 0
    ? () => ''
    : (data) => canonicalJson(keys.map((key) => dimensionOf(valueUnder(data, key))));
