import { randomUUID } from 'node:crypto';
import * as t from 'io-ts';
import { sendLines } from '../history/send-lines.ts';
import { decodeOrThrow } from '../support/decode-or-throw.ts';
import type { StartedService } from '../support/start-service.ts';

const subject = 'user:l1';
const bytes = 10;
const storesInBatch = 20;
const time = '2026-01-15T09:30:00Z';
const month = 'from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z';

/** What was stored, and which of it voided, when so much of the log was acknowledged. */
type Done = { readonly stored: number; readonly voided: number; readonly position: bigint };

/** Facts and queries without a pause, each answer held against what it may be at that moment. */
export type SteadyLoad = {
  readonly acknowledged: () => Done;
  readonly answers: () => number;
  /** What was not as it must be, in words. */
  readonly faults: () => readonly string[];
  readonly stop: () => Promise<void>;
};

const eventOf = (id: string, type: string, data: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ specversion: '1.0', source: '/load', id, type, subject, time, data });

const Usage = t.type({ total: t.string });
const Storage = t.type({ closingBytes: t.string });
const Summary = t.type({ factsByType: t.record(t.string, t.string) });
const Accounts = t.type({ accounts: t.array(t.type({ account: t.string, facts: t.string })) });

/** Each tells, from an answer, how many of the stores count. */
const questions: readonly { readonly path: string; readonly stores: (body: unknown) => number }[] =
  [
    {
      path: `/v1/accounts/${subject}/usage?meter=files.stored&${month}`,
      stores: (body) => Number(decodeOrThrow(Usage, body).total),
    },
    {
      path: `/v1/accounts/${subject}/storage?${month}`,
      stores: (body) => Number(decodeOrThrow(Storage, body).closingBytes) / bytes,
    },
    {
      path: '/v1/summary?',
      stores: (body) =>
        Number(decodeOrThrow(Summary, body).factsByType['openmeet.file.stored'] ?? '0'),
    },
    {
      path: '/v1/accounts?',
      stores: (body) => Number(decodeOrThrow(Accounts, body).accounts[0]?.facts ?? '0'),
    },
  ];

/** Starts it, for a tenant that nobody else writes for. */
export const steadyLoad = (
  service: Pick<StartedService, 'url' | 'key'>,
  tenant: string,
): SteadyLoad => {
  const run = randomUUID();
  const stopped = new AbortController();
  const isStopped = (): boolean => stopped.signal.aborted;
  const faults: string[] = [];
  let sent: Done = { stored: 0, voided: 0, position: 0n };
  let acknowledged = sent;
  let answers = 0;
  let stores = 0;

  /** Stores files and voids the first of those that the batch before stored: what counts goes up and down. */
  const post = async (): Promise<void> => {
    const first = stores;
    const lines = Array.from({ length: storesInBatch }, (_, n) =>
      eventOf(`${run} ${first + n}`, 'openmeet.file.stored', {
        fileId: `${run} ${first + n}`,
        bytes,
      }),
    );
    const target = { source: '/load', id: `${run} ${first - storesInBatch}` };
    const voids =
      first === 0
        ? []
        : [
            eventOf(`${run} void ${first}`, 'usage.voided', {
              target,
              reason: 'load',
              by: subject,
            }),
          ];
    sent = {
      ...sent,
      stored: sent.stored + storesInBatch,
      voided: sent.voided + voids.length,
    };
    const answer = await sendLines({ ...service, tenant }, [...lines, ...voids]);
    stores += storesInBatch;
    acknowledged = { ...sent, position: BigInt(answer.position) };
  };

  const ask = async ({ path, stores: storesIn }: (typeof questions)[number]): Promise<void> => {
    const least = acknowledged;
    const response = await fetch(`${service.url}${path}&after=${least.position}`, {
      headers: { authorization: `Bearer ${service.key}`, 'x-tenant-id': tenant },
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
    const found = storesIn(JSON.parse(text));
    // What is under way may be in or not, the stores without the voids or the other way round.
    const [low, high] = [least.stored - sent.voided, sent.stored - least.voided];
    answers += 1;
    if (found < low || found > high) {
      faults.push(`${path}: ${found} is not from ${low} to ${high}`);
    }
  };

  const forEver = async (task: () => Promise<void>): Promise<void> => {
    while (!isStopped()) {
      try {
        await task();
      } catch (error) {
        if (!isStopped()) faults.push(String(error));
        return;
      }
    }
  };

  const running = [forEver(post), ...questions.map((question) => forEver(() => ask(question)))];
  return {
    acknowledged: () => acknowledged,
    answers: () => answers,
    faults: () => faults,
    stop: async () => {
      stopped.abort();
      await Promise.all(running);
    },
  };
};
