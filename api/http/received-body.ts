import type { Readable } from 'node:stream';
import type { JsonText } from '../json/read-json.ts';

/** A request's body as it was read off the wire. */
export type ReceivedBody =
  | { readonly kind: 'none' }
  | (JsonText & {
      readonly kind: 'json';
      readonly mediaType: string;
      /** Without its compression. */
      readonly sizeBytes: number;
    })
  | {
      readonly kind: 'lines';
      readonly stream: Readable;
      /** Says how many bytes of it are read and not dealt with. Throws ServiceUnavailable where there is no room for them. */
      readonly hold: (bytes: number) => void;
    };
