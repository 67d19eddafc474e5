import featuresPb from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { Call } from '../grpc/call.ts';
import { unary } from '../grpc/unary.ts';

// The version whose behaviour this node shows.
const serverVersion = '24.6.0';

// Clients look methods up by lower-cased path, and choose BatchAppend over Append when it is here.
const supported: readonly (readonly [service: string, method: string, features: string[]])[] = [
  ['event_store.client.streams.streams', 'read', ['position', 'events']],
  ['event_store.client.streams.streams', 'append', []],
  ['event_store.client.streams.streams', 'batchappend', []],
  ['event_store.client.streams.streams', 'delete', []],
  ['event_store.client.streams.streams', 'tombstone', []],
  ['event_store.client.gossip.gossip', 'read', []],
  ['event_store.client.server_features.serverfeatures', 'getsupportedmethods', []],
];

/** `ServerFeatures.GetSupportedMethods`: what a client asks before its first append. */
export const getSupportedMethods = (call: Call): Promise<void> =>
  unary(call, () => {
    const methods = supported.map(([service, method, features]) =>
      new featuresPb.SupportedMethod()
        .setServiceName(service)
        .setMethodName(method)
        .setFeaturesList(features),
    );
    return new featuresPb.SupportedMethods()
      .setEventStoreServerVersion(serverVersion)
      .setMethodsList(methods)
      .serializeBinary();
  });
