import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Limits } from '../limits.ts';
import { problem, Refused } from '../problem.ts';

type SlowLimits = Pick<Limits, 'trickleMs' | 'trickleBytes' | 'answerMs'>;

/** Breaks a body off that only trickles, so that whoever reads it answers what it has; the connection stays for that. */
const watchBody = (
  { raw }: FastifyRequest,
  reply: FastifyReply,
  payload: Readable,
  { trickleMs, trickleBytes }: SlowLimits,
): void => {
  const { socket } = raw;
  let seenBytes = socket.bytesRead;
  let wasWaiting = true;
  const look = (): void => {
    const cameBytes = socket.bytesRead - seenBytes;
    // While something lies here unread, it is not the client who is slow.
    const isWaiting = payload.readableLength === 0 && !raw.complete;
    if (isWaiting && wasWaiting && cameBytes < trickleBytes) {
      stop();
      const detail = `The body brought fewer than ${trickleBytes} bytes in ${trickleMs} ms.`;
      const tooSlow = new Refused(problem(408, 'too-slow', detail));
      if (payload.listenerCount('error') > 0) payload.emit('error', tooSlow);
      else socket.destroy();
    }
    seenBytes = socket.bytesRead;
    wasWaiting = isWaiting;
  };
  const timer = setInterval(look, trickleMs);
  const stop = (): void => {
    clearInterval(timer);
  };
  raw.once('end', stop).once('close', stop);
  reply.raw.once('close', stop);
};

/** Cuts the connection of a client that does not read its answer in time. */
const watchAnswer = ({ raw }: FastifyRequest, reply: FastifyReply, answerMs: number): void => {
  const timer = setTimeout(() => raw.socket.destroy(), answerMs);
  reply.raw.once('close', () => {
    clearTimeout(timer);
  });
};

/** Keeps clients that send or read too slowly from holding what others need. */
export const cutSlowClients = (app: FastifyInstance, limits: SlowLimits): void => {
  app.addHook('preParsing', async (request, reply, payload) => {
    if (!request.raw.complete) watchBody(request, reply, request.raw, limits);
    return payload;
  });
  app.addHook('onSend', async (request, reply) => {
    if (!reply.raw.closed) watchAnswer(request, reply, limits.answerMs);
  });
};
