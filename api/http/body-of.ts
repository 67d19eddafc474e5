import * as E from 'fp-ts/lib/Either.js';
import { faultsOf, type Fault } from '../../domain/codec/faults.ts';
import type { Body, Codec } from '../route.ts';

const fault = (message: string): E.Either<readonly Fault[], never> =>
  E.left([{ path: '', message }]);

/** A route without a body. */
export const noBody: Body<undefined> = {
  content: {},
  decode: (received) => (received.kind === 'none' ? E.right(undefined) : fault('takes no body')),
};

/** A JSON body of one shape. */
export const jsonBody = <B>(codec: Codec<B>): Body<B> => ({
  content: { 'application/json': codec },
  decode: (received) => {
    if (received.kind !== 'json') return fault('must be a JSON text');
    const decoded = codec.decode(received.value);
    const faults = [...received.faults, ...faultsOf(decoded, '')];
    return E.isLeft(decoded) || faults.length > 0 ? E.left(faults) : decoded;
  },
});
