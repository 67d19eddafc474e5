import { randomUUID } from 'node:crypto';
import gossipPb from '@eventstore/db-client/generated/gossip_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import type { Call } from '../grpc/call.ts';
import { unary } from '../grpc/unary.ts';

const instanceId = randomUUID();

/** `Gossip.Read`: a cluster of one, which leads. Clients ask when they are to discover it or were given several hosts. */
export const readGossip =
  (endpoint: () => { readonly host: string; readonly port: number }) =>
  (call: Call): Promise<void> =>
    unary(call, () => {
      const { host, port } = endpoint();
      const member = new gossipPb.MemberInfo()
        .setInstanceId(new sharedPb.UUID().setString(instanceId))
        .setTimeStamp(`${Date.now()}0000`)
        .setState(gossipPb.MemberInfo.VNodeState.LEADER)
        .setIsAlive(true)
        .setHttpEndPoint(new gossipPb.EndPoint().setAddress(host).setPort(port));
      return new gossipPb.ClusterInfo().setMembersList([member]).serializeBinary();
    });
