import * as E from 'fp-ts/lib/Either.js';
import { faultsOf } from '../../domain/codec/faults.ts';
import type { Body, Codec } from '../route.ts';

// A fault of each of its parts takes hundreds of times their bytes, all of them at once. Nothing that is sent as one object comes
// near it.
const sizeMaxBytes = 1024 ** 2;

/** A body of JSON that a codec decodes; every fault of it is named, those of its numbers and texts included. */
export const jsonBody = <A>(codec: Codec<A>): Body<A> => ({
  content: { 'application/json': codec },
  decode: (received) => {
    if (received.kind !== 'json') return E.left([{ path: '', message: 'is missing' }]);
    if (received.sizeBytes > sizeMaxBytes) {
      const message = `has ${received.sizeBytes} bytes; at most ${sizeMaxBytes} are taken`;
      return E.left([{ path: '', message }]);
    }
    const decoded = codec.decode(received.value);
    const places = new Set(received.faults.map(({ path }) => path));
    const faults = [
      ...received.faults,
      ...faultsOf(decoded, '').filter(({ path }) => !places.has(path)),
    ];
    return E.isRight(decoded) && faults.length === 0 ? decoded : E.left(faults);
  },
});
