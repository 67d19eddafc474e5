import { setTimeout as delay } from 'node:timers/promises';
import * as t from 'io-ts';
import { decodeOrThrow } from '../../test/support/decode-or-throw.ts';
import type { StartedService } from '../../test/support/start-service.ts';
import { privateBytesOf, residentBytesOf, treeOf } from '../processes/usage.ts';
import { headersFor } from './post-batch.ts';
import type { Latencies } from './queries.ts';
import type { Sender, Sent } from './sender.ts';

/** What was seen at one moment, and of the queries since the one before. */
export type Sample = {
  readonly seconds: number;
  readonly sent: Sent;
  readonly serviceBytes: number;
  readonly eventstoreBytes: number;
  /** Of all its processes, without what they share. */
  readonly postgresBytes: number;
  /** Acknowledged and not yet in the read models. */
  readonly factsAhead: number;
  readonly queries: Latencies;
};

const Projections = t.array(t.type({ sequence: t.string }));

/** How many events the read models hold; undefined where the service does not say. */
const sequenceOf = async (service: StartedService): Promise<number | undefined> => {
  const response = await fetch(new URL('/v1/projections', service.url), {
    headers: headersFor(service),
  });
  const text = await response.text();
  if (response.status !== 200) return undefined;
  return Number(decodeOrThrow(Projections, JSON.parse(text))[0]?.sequence);
};

const privateBytesOfTree = async (root: number): Promise<number> => {
  const bytes = await Promise.all((await treeOf(root)).map(privateBytesOf));
  return bytes.filter((each) => !Number.isNaN(each)).reduce((sum, each) => sum + each, 0);
};

/** Looks at everything now and every so often until it is stopped. */
export const watch = (
  {
    service,
    sender,
    taken,
  }: {
    readonly service: StartedService;
    readonly sender: Sender;
    readonly taken: () => Latencies;
  },
  everySeconds: number,
  onSample: (sample: Sample) => void = () => undefined,
) => {
  const samples: Sample[] = [];
  const over = new AbortController();
  const startedAt = performance.now();

  const look = async (): Promise<void> => {
    const sequence = await sequenceOf(service).catch(() => undefined);
    const sent = sender.sent();
    const sample = {
      seconds: (performance.now() - startedAt) / 1_000,
      sent,
      serviceBytes: await residentBytesOf(service.pid),
      eventstoreBytes: await residentBytesOf(service.embedded.eventstore),
      postgresBytes: await privateBytesOfTree(service.embedded.postgres),
      factsAhead: sequence === undefined ? NaN : Math.max(0, sent.accepted - sequence),
      queries: taken(),
    };
    samples.push(sample);
    onSample(sample);
  };
  const run = async (): Promise<void> => {
    await look();
    while (!over.signal.aborted) {
      await delay(everySeconds * 1_000, undefined, { signal: over.signal }).catch(() => undefined);
      await look();
    }
  };
  const ended = run();
  return {
    stop: async (): Promise<readonly Sample[]> => {
      over.abort();
      await ended;
      return samples;
    },
  };
};
