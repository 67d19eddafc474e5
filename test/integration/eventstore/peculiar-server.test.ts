import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { status } from '@grpc/grpc-js';
import { afterEach, expect, test } from 'vitest';
import type { AppendOutcome, EventLog } from '../../../domain/event-log.ts';
import { connectEventLog } from '../../../infra/eventstore/connect-event-log.ts';
import type { EventLogSettings, Retry } from '../../../infra/eventstore/event-log-settings.ts';
import { madeAppend } from './made-events.ts';
import { startPeculiarServer, written } from './peculiar-server.ts';

// What EventStoreDB may do and the embedded node does not. Answers carry the number of events as the position.

let log: EventLog;
let server: Awaited<ReturnType<typeof startPeculiarServer>>;
afterEach(async () => {
  await log.close();
  server.stop();
});

const connectTo = async (
  batchAppend: Parameters<typeof startPeculiarServer>[0],
  settings: Partial<EventLogSettings> = {},
) => {
  server = await startPeculiarServer(batchAppend);
  log = connectEventLog({ url: server.url, ...settings });
};

const counted = (request: BatchAppendReq) => request.getProposedMessagesList().length;
const sizes = Array.from({ length: 100 }, (_, n) => n + 1);
const appendAll = () => Promise.all(sizes.map((size) => log.append(madeAppend('s', size))));
const allAppended = sizes.map((size): AppendOutcome => ({
  outcome: 'appended',
  position: BigInt(size),
}));

test('answers in another order, twice, and to nothing find their appends or nobody', async () => {
  await connectTo((call) => {
    const held: BatchAppendReq[] = [];
    call.on('data', (request: BatchAppendReq) => {
      held.push(request);
      if (held.length < 20) return;
      for (const each of held.splice(0).reverse()) {
        call.write(written(each, counted(each)));
        call.write(written(each, 999));
      }
      call.write(new streams.BatchAppendResp());
    });
  });
  expect(await appendAll()).toEqual(allAppended);
});

test('a stream that the server ends, well or badly, is opened again', async () => {
  let calls = 0;
  await connectTo((call) => {
    calls += 1;
    const number = calls;
    call.on('data', (request: BatchAppendReq) => {
      if (number > 4) call.write(written(request, counted(request)));
      else if (number % 2 === 0) call.end();
      else call.emit('error', { code: status.INVALID_ARGUMENT, details: 'one of them was bad' });
    });
  });
  expect(await appendAll()).toEqual(allAppended);
});

test('where the answer says no position, it is the end of the log', async () => {
  await connectTo((call) => {
    call.on('data', (request: BatchAppendReq) => call.write(written(request)));
  });
  expect(await log.append(madeAppend('s', 1))).toEqual({ outcome: 'appended', position: 0n });
});

test('a subscription that the server ends without an error is subscribed to again', async () => {
  const stop = new AbortController();
  const retries: Retry[] = [];
  const onRetry = (retry: Retry) => {
    if (retries.push(retry) === 3) stop.abort();
  };
  await connectTo((call) => call.end(), { onRetry });
  const from = { prefix: 't_', after: undefined, maxEvents: 10, signal: stop.signal };
  for await (const slice of log.follow(from)) expect(slice).toBeUndefined();
  expect(retries.map(({ operation, error }) => `${operation}: ${error.message}`)).toEqual(
    Array.from({ length: 3 }, () => 'follow: the server ended the subscription'),
  );
});
