import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { randomUUID } from 'node:crypto';
import { answerOf, correlationOf } from './batch-answer.ts';
import type { BatchAnswer } from './batch-answer.ts';
import type { BatchRequest } from './batch-request.ts';
import type { BatchAppendCall } from './store-client.ts';

type Waiting = { resolve: (answer: BatchAnswer) => void; reject: (error: unknown) => void };
type Exchange = {
  readonly send: (request: BatchRequest) => Promise<BatchAnswer>;
  readonly cancel: () => void;
};

const settle = (waiting: Map<string, Waiting>, response: BatchAppendResp) => {
  const id = correlationOf(response);
  const waiter = id === undefined ? undefined : waiting.get(id);
  if (id === undefined || waiter === undefined) return;
  waiting.delete(id);
  try {
    waiter.resolve(answerOf(response));
  } catch (error) {
    waiter.reject(error);
  }
};

/** Many appends over one duplex. When it breaks, all that wait for an answer fail, and each decides for itself what to do. */
const exchangeOver = (call: BatchAppendCall, onBroken: () => void): Exchange => {
  const waiting = new Map<string, Waiting>();
  let broken: Error | undefined;
  const fail = (error: Error) => {
    broken ??= error;
    onBroken();
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  call.on('data', (response: BatchAppendResp) => {
    settle(waiting, response);
  });
  // The listener stays for good: a failure that comes late would end the process without one.
  call.on('error', fail);
  call.on('end', () => {
    fail(new Error('the server ended the stream of appends'));
    // Nothing is left to cancel, but to the client the call is open until both of its sides are done.
    call.destroy();
  });
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        if (broken !== undefined) {
          reject(broken);
          return;
        }
        const id = randomUUID();
        waiting.set(id, { resolve, reject });
        // No waiting for 'drain': the number of appends in flight bounds what piles up here.
        call.write(request(id));
      }),
    cancel: () => {
      call.cancel();
    },
  };
};

export type BatchAppender = {
  /** Sends once and waits for the answer, for as long as the connection lives. Writes nothing if `expired` meanwhile. */
  readonly send: (request: BatchRequest, expired: () => boolean) => Promise<BatchAnswer>;
  readonly cancel: () => void;
};

/** Appends over one long-lived duplex that is opened when it is needed and again after it broke. */
export const batchAppender = (open: () => Promise<BatchAppendCall>): BatchAppender => {
  let current: Promise<Exchange> | undefined;

  const connect = (): Promise<Exchange> => {
    const forget = () => {
      if (current === exchange) current = undefined;
    };
    const exchange = open().then((call) => exchangeOver(call, forget));
    exchange.catch(forget);
    return exchange;
  };

  return {
    send: async (request, expired) => {
      const exchange = await (current ??= connect());
      if (expired()) throw new Error('connected too late');
      return exchange.send(request);
    },
    cancel: () => {
      current?.then(
        (exchange) => {
          exchange.cancel();
        },
        () => undefined,
      );
    },
  };
};
