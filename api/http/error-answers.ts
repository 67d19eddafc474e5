import { maxHeaderSize, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { problem, Refused, type Problem } from '../problem.ts';
import { ServiceUnavailable } from '../service-unavailable.ts';

export const problemType = 'application/problem+json; charset=utf-8';

type Answer = {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
};

const slug = (status: number): string =>
  (STATUS_CODES[status] ?? 'problem').toLowerCase().replaceAll(/[^a-z]+/g, '-');

// The framework's own words repeat the whole path.
const pathTooLong = 'A part of the path is too long. The id of an account has 1 to 256 characters.';

/** The problem that an error is told as. What is unexpected is told without its innards. */
const answerTo = (error: FastifyError | Error, requestId: string): Answer => {
  if (error instanceof Refused) return { problem: error.problem, headers: error.headers };
  if (error instanceof ServiceUnavailable) {
    return {
      problem: problem(503, 'unavailable', error.message),
      headers: { 'retry-after': String(error.retryAfterSeconds) },
    };
  }
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  if (status === 414) return { problem: problem(414, slug(414), pathTooLong), headers: {} };
  return status >= 400 && status < 500
    ? { problem: problem(status, slug(status), error.message), headers: {} }
    : {
        problem: problem(500, 'internal', 'Something went wrong here; it has been logged.', {
          instance: requestId,
        }),
        headers: {},
      };
};

export const sendProblem = (
  reply: FastifyReply,
  answer: Problem,
  headers: Readonly<Record<string, string>> = {},
): FastifyReply =>
  reply.code(answer.status).headers(headers).type(problemType).send(JSON.stringify(answer));

/** Answers whatever was thrown on the way; logs what is the service's own fault. */
export const onError = (
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): void => {
  const { problem: told, headers } = answerTo(error, request.id);
  if (told.status === 500) request.log.error({ err: error }, 'a request failed');
  void sendProblem(reply, told, headers);
};

/** Answers a path that is none. */
export const onNotFound = (_request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendProblem(reply, problem(404, 'no-such-path', 'There is no such path. See /docs.'));

const malformed = ({ code }: NodeJS.ErrnoException): Problem => {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const detail = `The URL or the headers are too long. Together they may have ${maxHeaderSize} bytes.`;
    return problem(431, slug(431), detail);
  }
  const status = code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  return problem(status, slug(status), 'This is no valid HTTP request.');
};

/** Answers what is not even HTTP, or headers that never end, on the bare connection. */
export const onClientError = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const told = malformed(error);
  const body = JSON.stringify(told);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(
    `HTTP/1.1 ${told.status} ${told.title}\r\nconnection: close\r\n` +
      `content-type: ${problemType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};
