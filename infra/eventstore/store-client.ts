import { EventStoreDBClient } from '@eventstore/db-client';
import type {
  BatchAppendReq,
  BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import grpcStreams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import type { CompleteSettings } from './event-log-settings.ts';

export type BatchAppendCall = ClientDuplexStream<BatchAppendReq, BatchAppendResp>;

export type StoreClient = {
  readonly client: EventStoreDBClient;
  /** A new duplex for appends on the client's connection. */
  readonly openBatchAppend: () => Promise<BatchAppendCall>;
  /** Cancels every open call and closes the connection. */
  readonly dispose: () => Promise<void>;
};

/** The connection string with the keepalive settings, where it has none of its own. */
export const withKeepAlive = (
  url: string,
  { keepAliveIntervalMs, keepAliveTimeoutMs }: CompleteSettings,
): string => {
  const options = [
    ['keepAliveInterval', keepAliveIntervalMs],
    ['keepAliveTimeout', keepAliveTimeoutMs],
  ] as const;
  const flat = url.toLowerCase();
  return options
    .filter(([key]) => !flat.includes(`${key.toLowerCase()}=`))
    .reduce((text, [key, ms]) => `${text}${text.includes('?') ? '&' : '?'}${key}=${ms}`, url);
};

/**
 * The client, and the two things it keeps to itself that this adapter cannot do without.
 *
 * Its `appendToStream` is not used. It keeps the appends of all clients of a process in one table that any failing stream empties:
 * an answer that comes after that is an uncaught TypeError, and so is the failure of a stream with more than 16 appends
 * in flight. Both end the process. Its deadline is an instant on this machine's clock that the server compares with its own.
 * So the appends get a duplex from the client's own connection (discovery, credentials, reconnection) and a table of their own;
 * see batch-appender.ts. `dispose` leaves the connection open, so the channel is closed as well.
 */
export const openStoreClient = (settings: CompleteSettings): StoreClient => {
  const client = EventStoreDBClient.connectionString(withKeepAlive(settings.url, settings));
  /* eslint-disable @typescript-eslint/dot-notation -- protected members; the version of the client is pinned */
  const openBatchAppend = client['GRPCStreamCreator'](
    grpcStreams.StreamsClient,
    'appendToStream',
    (grpc) => grpc.batchAppend(...client['callArguments']({}, { deadline: Infinity })),
  );
  const closeChannel = async () => {
    (await client['getChannel']()).close();
  };
  /* eslint-enable @typescript-eslint/dot-notation */
  return {
    client,
    openBatchAppend,
    dispose: async () => {
      await Promise.all([client.dispose(), closeChannel()]);
    },
  };
};
