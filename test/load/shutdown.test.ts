import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import * as t from 'io-ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bodyOf, tenant } from '../../bench/load/made-facts.ts';
import { postBatch } from '../../bench/load/post-batch.ts';
import { decodeOrThrow } from '../support/decode-or-throw.ts';
import { startService, type StartedService } from '../support/start-service.ts';
import { temporaryDataDir } from '../support/temporary-dir.ts';

const factsInBatch = 50;
const senders = 12;
const stopAfterBatches = 30;

let dataDir: Awaited<ReturnType<typeof temporaryDataDir>>;
let service: StartedService | undefined;
beforeEach(async () => {
  dataDir = await temporaryDataDir();
});
afterEach(async () => {
  await service?.stop();
  await dataDir.remove();
});

const postOn = ({ url, key }: StartedService, type: string): ClientRequest =>
  request(new URL('/v1/facts', url), {
    method: 'POST',
    // A connection for each request: one that lies idle may be closed at the moment it is used again.
    agent: false,
    headers: { authorization: `Bearer ${key}`, 'x-tenant-id': tenant, 'content-type': type },
  });

const responseTo = async (sent: ClientRequest): Promise<IncomingMessage> => {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
};

type Fate = 'acknowledged' | 'refused' | 'no answer' | 'no connection';

const fateOf = async (started: StartedService, numbers: readonly number[]): Promise<Fate> => {
  const sent = postOn(started, 'application/json');
  sent.end(bodyOf(numbers));
  try {
    const response = await responseTo(sent);
    await text(response);
    if (response.statusCode === 202) return 'acknowledged';
    expect(response.statusCode).toBe(503);
    return 'refused';
  } catch (error) {
    const isRefused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
    return isRefused ? 'no connection' : 'no answer';
  }
};

/** Many connections send until there are none any more; `onAcknowledged` hears how many batches are in. */
const sendUntilGone = async (
  started: StartedService,
  onAcknowledged: (batches: number) => void,
): Promise<ReadonlyMap<Fate, readonly (readonly number[])[]>> => {
  const fates: { readonly fate: Fate; readonly numbers: readonly number[] }[] = [];
  let next = 0;
  let acknowledged = 0;
  const sender = async (): Promise<void> => {
    for (;;) {
      const numbers = Array.from({ length: factsInBatch }, () => next++);
      const fate = await fateOf(started, numbers);
      fates.push({ fate, numbers });
      if (fate === 'no connection') return;
      if (fate === 'acknowledged') onAcknowledged((acknowledged += 1));
    }
  };
  await Promise.all(Array.from({ length: senders }, sender));
  return new Map(
    [...Map.groupBy(fates, ({ fate }) => fate)].map(([fate, of]) => [
      fate,
      of.map(({ numbers }) => numbers),
    ]),
  );
};

const Stopped = t.type({ type: t.string, lastDurableLine: t.number, accepted: t.number });

/** A stream of lines that does not end by itself; resolves when its first fact is in. */
const endlessLines = async (started: StartedService, numbers: readonly number[]) => {
  const sent = postOn(started, 'application/x-ndjson');
  const response = responseTo(sent);
  for (const number of numbers) sent.write(`${bodyOf([number]).slice(1, -1)}\n`);
  await expect
    .poll(async () => {
      const outcome = await postBatch(started, numbers);
      return outcome.kind === 'acknowledged' && outcome.answer.duplicates === numbers.length;
    })
    .toBe(true);
  return { sent, response };
};

test('SIGTERM under load: what was accepted is answered and stays, and nothing else is in', async () => {
  const started = await startService(dataDir.path);
  service = started;
  const streamed = [1_000_000, 1_000_001, 1_000_002];
  const stream = await endlessLines(started, streamed);
  const fates = await sendUntilGone(started, (batches) => {
    if (batches === stopAfterBatches) void started.stop();
  });
  const answer = await stream.response;
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['retry-after']).toBe('1');
  const stopped = decodeOrThrow(Stopped, JSON.parse(await text(answer)));
  expect(stopped.lastDurableLine).toBe(streamed.length);
  stream.sent.destroy();
  expect(await started.exited).toBe(0);

  const again = await startService(dataDir.path);
  service = again;
  const acknowledged = fates.get('acknowledged') ?? [];
  expect(acknowledged.length).toBeGreaterThanOrEqual(stopAfterBatches);
  for (const numbers of [...acknowledged, streamed]) {
    expect(await postBatch(again, numbers)).toMatchObject({
      answer: { accepted: 0, duplicates: numbers.length },
    });
  }
  // A connection that the system took in and the service never did is closed without an answer: none of that is in.
  for (const numbers of fates.get('no answer') ?? []) {
    expect(await postBatch(again, numbers)).toMatchObject({
      answer: { accepted: numbers.length, duplicates: 0 },
    });
  }
});
