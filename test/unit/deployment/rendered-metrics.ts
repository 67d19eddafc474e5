import { ledgerMetrics } from '../../../infra/metrics/ledger-metrics.ts';
import { usageByDay } from '../../../projections/usage/tables.ts';

/** The series that a scraper finds on the metrics page, and the labels of those that have any by then. */
export type RenderedMetrics = {
  readonly names: ReadonlySet<string>;
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
};

const suffixes: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};

const typeLine = /^# TYPE (\S+) (\S+)$/gm;
const sampleLine = /^(\w+)\{(.*)\} \S+$/gm;

/** Renders the real registry after each thing that it counts has happened once. */
export const renderedMetrics = async (): Promise<RenderedMetrics> => {
  const metrics = ledgerMetrics();
  metrics.observer.factsReceived('openmeet.file.stored', 'accepted', 1);
  metrics.observer.answered('/v1/facts', 'POST', 202, 0.01);
  metrics.observer.shed('requests');
  metrics.observer.limited('credential');
  metrics.observer.underWay(1, 1_000);
  metrics.appended(0.002, 'appended');
  const day = { key: ['t1', 'user:u1', 'api.calls', 0, ''], rest: [{ units: 1n, scale: 0 }, 1n] };
  metrics.batchApplied(new Map([[usageByDay, new Map([['row', day]])]]), 0.1);
  const page = await metrics
    .page(() => ({ state: 'live', buffered: 0, oldestBufferedAt: undefined }))
    .text();

  const names = [...page.matchAll(typeLine)].flatMap(([, name = '', type = '']) =>
    (suffixes[type] ?? ['']).map((suffix) => `${name}${suffix}`),
  );
  const labels = [...page.matchAll(sampleLine)].map(([, name = '', inside = '']) => {
    const found = [...inside.matchAll(/(\w+)="/g)].map(([, label = '']) => label);
    return [name, new Set(found)] as const;
  });
  return { names: new Set(names), labels: new Map(labels) };
};
