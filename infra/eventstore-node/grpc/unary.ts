import type { Call } from './call.ts';
import { GrpcError, Status } from './status.ts';

/** Answers a call of one message with one message. */
export const unary = async (
  call: Call,
  handle: (request: Buffer) => Uint8Array | Promise<Uint8Array>,
): Promise<void> => {
  const request = await onlyMessage(call);
  call.answer(await handle(request));
  call.finish();
};

/** The one message of a call whose request is not a stream. */
export const onlyMessage = (call: Call): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    let message: Buffer | undefined;
    call.receive(
      (received) => {
        message = received;
      },
      () => {
        if (message === undefined) {
          reject(new GrpcError(Status.invalidArgument, 'The call carried no message.'));
        } else resolve(message);
      },
    );
  });
