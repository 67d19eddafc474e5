import { aligned } from '../report/table.ts';
import { percentile } from './queries.ts';
import type { LoadResult } from './run-load.ts';
import type { Sample } from './samples.ts';
import type { Sent } from './sender.ts';

const mib = 1024 ** 2;
// Peaks of one run and the next differ by less.
const flatWithin = 1.2;

const whole = (figure: number): string =>
  Number.isFinite(figure) ? Math.round(figure).toLocaleString('en') : '–';
const mebibytes = (bytes: number): string => whole(bytes / mib);

const heading = [
  ...['s', 'offered/s', 'accepted/s', '503/s', '429/s', 'failed/s', 'ahead'],
  ...['service', 'node', 'PostgreSQL', 'p50 ms', 'p99 ms', 'max ms', 'not 200'],
];

const rowOf = (sample: Sample, before: Sample | undefined): readonly string[] => {
  const { sent, queries } = sample;
  const seconds = sample.seconds - (before?.seconds ?? 0);
  const rate = (name: keyof Sent): string =>
    whole((sent[name] - (before?.sent[name] ?? 0)) / seconds);
  return [
    whole(sample.seconds),
    ...(['offered', 'accepted', 'shed', 'limited', 'failed'] as const).map(rate),
    whole(sample.factsAhead),
    ...[sample.serviceBytes, sample.eventstoreBytes, sample.postgresBytes].map(mebibytes),
    ...[0.5, 0.99, 1].map((part) => whole(percentile(queries.ms, part))),
    whole(queries.refused),
  ];
};

/** The most in the first half, and in the second; a beginning that is still warming up is part of the first. */
const halves = (
  samples: readonly Sample[],
  bytesOf: (sample: Sample) => number,
): readonly [first: number, second: number] => {
  const middle = Math.ceil(samples.length / 2);
  const most = (part: readonly Sample[]): number => Math.max(...part.map(bytesOf));
  return [most(samples.slice(0, middle)), most(samples.slice(middle))];
};

const memoryRow = (
  name: string,
  samples: readonly Sample[],
  bytesOf: (sample: Sample) => number,
): readonly string[] => {
  const [first, second] = halves(samples, bytesOf);
  const verdict = second <= first * flatWithin ? 'flat' : 'GREW';
  return [`${name}, peak of each half, MiB`, mebibytes(first), mebibytes(second), verdict];
};

const lines = ({ idle, recovered, ...result }: LoadResult): readonly (readonly string[])[] => [
  ['taken while it was asked for no more, facts/s', whole(result.takenPerSecond)],
  ['offered, facts/s', whole(result.offeredPerSecond)],
  ['queries without load, p50 / p99 / max ms', ...[idle.p50, idle.p99, idle.max].map(whole)],
  memoryRow('service', result.samples, ({ serviceBytes }) => serviceBytes),
  memoryRow('event store node', result.samples, ({ eventstoreBytes }) => eventstoreBytes),
  memoryRow('PostgreSQL', result.samples, ({ postgresBytes }) => postgresBytes),
  ['read models have everything after, s', recovered.seenSeconds.toFixed(1)],
  ['queries are as fast as before after, s', recovered.fastSeconds?.toFixed(1) ?? 'NEVER'],
  ['facts acknowledged', whole(result.acknowledged)],
  ['facts counted afterwards', whole(result.counted)],
  ['of those in, but refused half-way', whole(result.counted - result.acknowledged)],
  ['acknowledged facts that are lost', whole(result.lost)],
  ['the service ended with', String(result.exitCode)],
];

/** What happened over time, as one row for each sample. */
export const overTime = (samples: readonly Sample[]): string =>
  aligned([
    heading,
    // The first one is what the others count from.
    ...samples.slice(1).map((sample, index) => rowOf(sample, samples[index])),
  ]);

/** The whole result. Memory is in MiB, of PostgreSQL what its processes do not share. */
export const report = (result: LoadResult): string =>
  [
    overTime(result.samples),
    aligned(lines(result)),
    ...result.failures.map((why) => `  failed: ${why}\n`),
  ].join('\n');
