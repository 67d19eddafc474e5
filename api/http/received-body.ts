import type { Readable } from 'node:stream';
import type { JsonText } from '../json/read-json.ts';
import type { BodyPlace } from './body-room.ts';

/** What lines have to keep to while they are read. */
export type LinesRoom = Pick<BodyPlace, 'note' | 'isCrowded'>;

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
      /** Where it says how much of it is read and not dealt with. */
      readonly room: LinesRoom;
    };
