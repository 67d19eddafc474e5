import * as E from 'fp-ts/lib/Either.js';
import type { Fault } from '../../domain/codec/faults.ts';
import { scanJson } from './scan-json.ts';
import { weigh } from './weigh.ts';

/** A JSON text as it was read. */
export type JsonText = {
  readonly value: unknown;
  /** What parsing would have changed in silence: long numbers, keys that stand twice. */
  readonly faults: readonly Fault[];
};

export const faultsMax = 1_000;

// A number with 16 characters or more, or an exponent of three digits, where a value may stand. It may also hit inside of
// a text, which costs a closer look and nothing else.
const longNumber = /(?:"\s*:|[[,])\s*-?(?:\d[\d.]{15}|\d[\d.]{0,14}[eE][+-]?\d{3})/;
const blankBeforeColon = /"\s+:/;

/** How many members the objects of a text can have: never fewer than are there, more only where texts hold `":`. */
const membersIn = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2)) count += 1;
  return count;
};

/** Whether the text may say more than its parsed value does. Never false when it does. */
const deservesCloserLook = (text: string, value: unknown): boolean =>
  longNumber.test(text) ||
  blankBeforeColon.test(text) ||
  // Parsing drops all but the last of equal keys, so the value has fewer members than the text.
  weigh(value)?.members !== membersIn(text);

/** Reads a JSON text without losing digits or members in silence; left: why it is no JSON, and where. */
export const readJson = (text: string): E.Either<string, JsonText> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return E.left(error instanceof Error ? error.message : 'is not JSON');
  }
  return E.right({
    value,
    faults: deservesCloserLook(text, value) ? scanJson(text, faultsMax) : [],
  });
};
