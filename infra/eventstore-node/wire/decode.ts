import { GrpcError, Status } from '../grpc/status.ts';

type MessageClass<Message> = { readonly deserializeBinary: (bytes: Uint8Array) => Message };

/** Decodes a message with the generated code; throws INVALID_ARGUMENT when it is not valid protobuf. */
export const decode = <Message>(type: MessageClass<Message>, bytes: Uint8Array): Message => {
  try {
    return type.deserializeBinary(bytes);
  } catch {
    throw new GrpcError(Status.invalidArgument, 'The message is not valid protobuf.');
  }
};
