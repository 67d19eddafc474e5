import * as E from 'fp-ts/lib/Either.js';
import type { Body } from '../route.ts';

/** A route without a body. */
export const noBody: Body<undefined> = {
  content: {},
  decode: (received) =>
    received.kind === 'none'
      ? E.right(undefined)
      : E.left([{ path: '', message: 'takes no body' }]),
};
