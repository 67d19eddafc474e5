import type { Run } from '../arms/run.ts';
import { ratios, spreadOf, type Spread } from './spread.ts';

export type Row = readonly string[];

export const heading: Row = ['', 'median', 'min', 'max', ''];

const row = (label: string, text: (figure: number) => string, spread: Spread, note = ''): Row => [
  label,
  text(spread.median),
  text(spread.least),
  text(spread.most),
  note,
];

const whole = (figure: number): string =>
  Number.isFinite(figure) ? Math.round(figure).toLocaleString('en') : '–';

export const rate = ({ facts, seconds }: Pick<Run, 'facts' | 'seconds'>): number => facts / seconds;

export const rateRow = (label: string, rates: readonly number[]): Row =>
  row(label, whole, spreadOf(rates), 'facts/s');

export const secondsRow = (label: string, seconds: readonly number[]): Row =>
  row(label, (figure) => figure.toFixed(2), spreadOf(seconds), 's');

/** What a ratio or a figure should be. */
export const verdict = (isMet: boolean, target: string): string =>
  `target ${target}: ${isMet ? 'met' : 'MISSED'}`;

/** A ratio of rates with the least its median should be, if anything is asked of it. */
export const ratioRow = (
  label: string,
  over: readonly number[],
  under: readonly number[],
  least?: number,
): Row => {
  const spread = ratios(over, under);
  const note = least === undefined ? '' : verdict(spread.median >= least, `≥ ${least}`);
  return row(label, (figure) => figure.toFixed(2), spread, note);
};

/** A ratio of times with the most its median should be. */
export const costRow = (
  label: string,
  over: readonly number[],
  under: readonly number[],
  most: number,
): Row => {
  const spread = ratios(over, under);
  return row(
    label,
    (figure) => figure.toFixed(2),
    spread,
    verdict(spread.median <= most, `≤ ${most}`),
  );
};

/** A row for each process: what CPU time it took for one fact. */
export const cpuRows = (label: string, runs: readonly Run[]): readonly Row[] =>
  Object.keys(runs[0]?.cpu ?? {}).map((name) =>
    row(
      `${label}: ${name}`,
      whole,
      spreadOf(runs.map(({ cpu, facts }) => ((cpu[name] ?? NaN) / facts) * 1e6)),
      'µs CPU a fact',
    ),
  );
