import { bodiesOf, postFacts, type Posted } from '../arms/post-facts.ts';
import type { Options } from '../options.ts';
import { verdict, type Row } from '../report/rows.ts';
import { aligned } from '../report/table.ts';

const mib = 1024 ** 2;
const mostMiB = 512;
const smallRun = 20_000;

const text = (bytes: number): string => (bytes > 0 ? (bytes / mib).toFixed(0) : '–');

const row = (label: string, bytes: readonly number[], isOneProcess: boolean): Row => [
  label,
  ...bytes.map(text),
  'MiB',
  isOneProcess ? verdict(Math.max(...bytes) < mostMiB * mib, `< ${mostMiB}`) : '',
];

/** Part c: peak memory, for few facts and for many. */
export const memory = async (
  { facts, batchesInFlight }: Options,
  say: (line: string) => void,
): Promise<string> => {
  const sizes = facts > smallRun ? [smallRun, facts] : [facts];
  const runs: Posted[] = [];
  for (const size of sizes) {
    say(`memory for ${size.toLocaleString('en')} facts`);
    const bodies = await bodiesOf(size);
    runs.push(await postFacts(bodies, { facts: size, batchesInFlight }, 'all'));
  }
  const of = (name: keyof Posted['peaks']): readonly number[] =>
    runs.map(({ peaks }) => peaks[name]);
  return `(c) Peak memory, projections live
Facts are sent as in (a2), to empty stores. Of a process: the most it had in RAM at once (VmHWM), what it shares with others
included. Of all processes of PostgreSQL together: what they do not share, looked at every second.

${aligned([
  ['facts', ...sizes.map((size) => size.toLocaleString('en')), '', ''],
  row('service', of('service'), true),
  row('event store node', of('eventstore'), true),
  row('PostgreSQL, largest process', of('postgresLargest'), true),
  row('PostgreSQL, private memory of all', of('postgresPrivate'), false),
])}`;
};
