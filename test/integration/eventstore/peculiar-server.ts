import grpcStreams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type {
  BatchAppendReq,
  BatchAppendResp,
  ReadReq,
  ReadResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import { promisify } from 'node:util';

/** Serves appends as told; its log is empty. */
export const startPeculiarServer = async (
  batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => void,
) => {
  const server = new Server();
  const unexpected = () => {
    throw new Error('the adapter does not call this');
  };
  server.addService(grpcStreams.StreamsService, {
    batchAppend,
    read: (call: ServerWritableStream<ReadReq, ReadResp>) => call.end(),
    append: unexpected,
    delete: unexpected,
    tombstone: unexpected,
  });
  const bind = promisify(server.bindAsync.bind(server));
  const port = await bind('127.0.0.1:0', ServerCredentials.createInsecure());
  return {
    url: `esdb://127.0.0.1:${String(port)}?tls=false`,
    stop: () => {
      server.forceShutdown();
    },
  };
};

/** The same id as two signed halves, which is how EventStoreDB writes it. */
const inHalves = (id: UUID | undefined): UUID => {
  const hex = id?.getString().replaceAll('-', '') ?? '';
  const signed = (digits: string) => BigInt.asIntN(64, BigInt(`0x${digits}`)).toString();
  const halves = new shared.UUID.Structured();
  halves.setMostSignificantBits(signed(hex.slice(0, 16)));
  halves.setLeastSignificantBits(signed(hex.slice(16)));
  const structured = new shared.UUID();
  structured.setStructured(halves);
  return structured;
};

/** The answer that a request was written, and where, unless the server keeps that to itself. */
export const written = (request: BatchAppendReq, position?: number): BatchAppendResp => {
  const success = new streams.BatchAppendResp.Success();
  if (position !== undefined) {
    const at = new shared.AllStreamPosition();
    at.setCommitPosition(String(position));
    at.setPreparePosition(String(position));
    success.setPosition(at);
  }
  const response = new streams.BatchAppendResp();
  response.setCorrelationId(inHalves(request.getCorrelationId()));
  response.setSuccess(success);
  return response;
};
