import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import { streamDeleted, wrongExpectedVersion } from '../errors.ts';
import type { DeleteRequest, EventStore } from '../event-store.ts';
import type { Call } from '../grpc/call.ts';
import { unary } from '../grpc/unary.ts';
import { expectedRevisionNumber, expectedRevisionOf } from './expected-revision.ts';
import { streamNameOf } from './stream-name.ts';
import { decode } from '../wire/decode.ts';

const { DeleteReq, DeleteResp, TombstoneReq, TombstoneResp } = streamsPb;

/** `Streams.Delete`: hides the events of a stream; the next append goes on behind them. */
export const deleteStream =
  (store: EventStore) =>
  (call: Call): Promise<void> =>
    unary(call, async (message) => {
      const options = decode(DeleteReq, message).getOptions();
      const position = await deleted(store, requestOf(options, false));
      return new DeleteResp()
        .setPosition(
          new DeleteResp.Position().setCommitPosition(position).setPreparePosition(position),
        )
        .serializeBinary();
    });

/** `Streams.Tombstone`: ends a stream for ever. */
export const tombstone =
  (store: EventStore) =>
  (call: Call): Promise<void> =>
    unary(call, async (message) => {
      const options = decode(TombstoneReq, message).getOptions();
      const position = await deleted(store, requestOf(options, true));
      return new TombstoneResp()
        .setPosition(
          new TombstoneResp.Position().setCommitPosition(position).setPreparePosition(position),
        )
        .serializeBinary();
    });

type Options =
  InstanceType<typeof DeleteReq.Options> | InstanceType<typeof TombstoneReq.Options> | undefined;

const requestOf = (options: Options, isTombstone: boolean): DeleteRequest => ({
  stream: streamNameOf(options?.getStreamIdentifier()),
  expected:
    options === undefined
      ? 'any'
      : expectedRevisionOf(options, options.hasRevision() ? options.getRevision() : undefined),
  isTombstone,
});

const deleted = async (store: EventStore, request: DeleteRequest): Promise<string> => {
  const outcome = await store.delete(request);
  const { stream, expected } = request;
  switch (outcome.kind) {
    case 'written':
      return String(outcome.position);
    case 'wrong-expected-revision':
      throw wrongExpectedVersion(stream, expectedRevisionNumber(expected), outcome.actual);
    case 'stream-deleted':
      throw streamDeleted(stream);
  }
};
