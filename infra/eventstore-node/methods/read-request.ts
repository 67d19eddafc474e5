import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { invalidArgument } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import { withStructuredId } from '../wire/recorded-event.ts';
import { eventFilterOf, type EventFilter } from './event-filter.ts';
import { streamNameOf } from './stream-name.ts';
import { decode } from '../wire/decode.ts';

/** Where a read begins: at either end, or at a position of the log or a revision of a stream. */
export type Start = 'start' | 'end' | number;

/** What a call of `Streams.Read` asks for, which is also how one subscribes. */
export type ReadRequest = {
  /** Undefined for the whole log. */
  readonly stream: string | undefined;
  readonly start: Start;
  readonly isBackwards: boolean;
  readonly isSubscription: boolean;
  readonly maxEvents: number;
  readonly filter: EventFilter | undefined;
  /** Ids as two numbers rather than text. */
  readonly hasStructuredIds: boolean;
};

/** Decodes a read request; throws INVALID_ARGUMENT when it does not say what to read. */
export const readRequestOf = (message: Buffer, journal: Journal): ReadRequest => {
  const options = decode(streamsPb.ReadReq, message).getOptions();
  if (options === undefined) throw invalidArgument('The read says nothing.');
  const filter = options.getFilter();
  return {
    ...whereOf(options),
    isBackwards: options.getReadDirection() === streamsPb.ReadReq.Options.ReadDirection.BACKWARDS,
    isSubscription: options.hasSubscription(),
    maxEvents: Number(options.getCount()),
    filter: filter === undefined ? undefined : eventFilterOf(filter, journal),
    hasStructuredIds: options.getUuidOption()?.hasStructured() ?? false,
  };
};

/** The stored bytes as this reader wants them, which nearly always is as they are. */
export const recordedFor = (request: ReadRequest, recorded: Uint8Array): Uint8Array =>
  request.hasStructuredIds ? withStructuredId(recorded) : recorded;

const whereOf = (options: ReadReq.Options): Pick<ReadRequest, 'stream' | 'start'> => {
  const ofStream = options.getStream();
  if (ofStream !== undefined) {
    const stream = streamNameOf(ofStream.getStreamIdentifier());
    return { stream, start: startOf(ofStream, ofStream.getRevision()) };
  }
  const all = options.getAll();
  if (all === undefined) throw invalidArgument('The read names neither a stream nor the log.');
  const position = all.getPosition();
  if (position !== undefined && position.getCommitPosition() !== position.getPreparePosition()) {
    throw invalidArgument(
      'Commit and prepare position differ; this store gave out no such position.',
    );
  }
  return { stream: undefined, start: startOf(all, position?.getCommitPosition() ?? '0') };
};

type Ends = { readonly hasStart: () => boolean; readonly hasEnd: () => boolean };

const startOf = (ends: Ends, otherwise: string): Start => {
  if (ends.hasStart()) return 'start';
  return ends.hasEnd() ? 'end' : Number(otherwise);
};
