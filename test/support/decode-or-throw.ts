import { isLeft } from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { faultsOf } from '../../domain/codec/faults.ts';

/** For what a test takes for granted: throws with every fault. */
export const decodeOrThrow = <A>(codec: t.Decoder<unknown, A>, input: unknown): A => {
  const decoded = codec.decode(input);
  if (isLeft(decoded)) throw new TypeError(JSON.stringify(faultsOf(decoded, '')));
  return decoded.right;
};
