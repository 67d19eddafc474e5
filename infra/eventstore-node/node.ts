import { EventStore } from './event-store.ts';
import { serveGrpc, type Methods } from './grpc/server.ts';
import { append } from './methods/append.ts';
import { batchAppend } from './methods/batch-append.ts';
import { deleteStream, tombstone } from './methods/delete.ts';
import { readGossip } from './methods/gossip.ts';
import { read } from './methods/read.ts';
import { getSupportedMethods } from './methods/server-features.ts';

export type NodeOptions = {
  readonly dataDir: string;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
};

export type RunningNode = {
  readonly port: number;
  /** Commits what was received, ends open calls with CANCELLED and lets go of the journal. */
  readonly stop: () => Promise<void>;
};

/** Starts an event store node. Throws JournalUnusable, or what the network says about the port. */
export const startNode = async ({ dataDir, host, port }: NodeOptions): Promise<RunningNode> => {
  const store = new EventStore(dataDir);
  const endpoint = { host, port };
  try {
    const server = await serveGrpc(
      methodsOf(store, () => endpoint),
      { host, port },
    );
    endpoint.port = server.port;
    return {
      port: server.port,
      stop: async () => {
        store.flush();
        await server.close();
        store.close();
      },
    };
  } catch (error) {
    store.close();
    throw error;
  }
};

const methodsOf = (
  store: EventStore,
  endpoint: () => { readonly host: string; readonly port: number },
): Methods =>
  new Map([
    ['/event_store.client.streams.Streams/Read', read(store)],
    ['/event_store.client.streams.Streams/Append', append(store)],
    ['/event_store.client.streams.Streams/BatchAppend', batchAppend(store)],
    ['/event_store.client.streams.Streams/Delete', deleteStream(store)],
    ['/event_store.client.streams.Streams/Tombstone', tombstone(store)],
    ['/event_store.client.gossip.Gossip/Read', readGossip(endpoint)],
    ['/event_store.client.server_features.ServerFeatures/GetSupportedMethods', getSupportedMethods],
  ]);
