import * as E from 'fp-ts/lib/Either.js';
import type { Fault } from '../../domain/codec/faults.ts';
import type { Body, Codec } from '../route.ts';
import { jsonBody } from './json-body.ts';

/** A body of JSON that is decoded and not yet refused: a handler has more to say about what it means. */
export type Judged<A> = {
  readonly decoded: E.Either<readonly Fault[], A>;
  /** As it came. */
  readonly value: unknown;
};

/** As `jsonBody`, for a route that names further faults at once with those of the codec. */
export const judgedBody = <A>(codec: Codec<A>): Body<Judged<A>> => {
  const { content, decode } = jsonBody(codec);
  return {
    content,
    decode: (received) => {
      const value = received.kind === 'json' ? received.value : undefined;
      return E.right({ decoded: decode(received), value });
    },
  };
};

/** What a body says, where neither its codec nor anybody else finds a fault; else every fault. */
export const judge = <A>(
  { decoded }: Judged<A>,
  further: readonly Fault[],
): E.Either<readonly Fault[], A> =>
  E.isLeft(decoded) || further.length > 0
    ? E.left([...(E.isLeft(decoded) ? decoded.left : []), ...further])
    : decoded;
