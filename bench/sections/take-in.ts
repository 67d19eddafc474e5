import { appendBare, type Intake } from '../arms/append-bare.ts';
import { interleaved } from '../arms/interleaved.ts';
import { bodiesOf, postFacts, type Posted } from '../arms/post-facts.ts';
import type { Run } from '../arms/run.ts';
import type { Options } from '../options.ts';
import { cpuRows, heading, rate, rateRow, ratioRow } from '../report/rows.ts';
import { aligned } from '../report/table.ts';

const leastOfBare = 0.7;

const bareWords = `The bare client appends the same events to the same streams in the same groups, with as many batches in flight, to an
event store node of its own. Each run begins with empty stores; what is sent is made before the clock starts.`;

const offReport = (off: readonly Run[], bare: readonly Run[]): string => {
  const [offRates, bareRates] = [off.map(rate), bare.map(rate)];
  return `(a) Facts taken in, projections off
From the first request to the last answer of POST /v1/facts, LEDGER_ROLE=api.
${bareWords}

${aligned([
  heading,
  rateRow('POST /v1/facts', offRates),
  rateRow('bare client', bareRates),
  ratioRow('ratio', offRates, bareRates, leastOfBare),
  ...cpuRows('POST /v1/facts', off),
  ...cpuRows('bare client', bare),
])}`;
};

const liveReport = (live: readonly Posted[], bare: readonly Run[]): string => {
  const [liveRates, bareRates] = [live.map(rate), bare.map(rate)];
  const projected = live.map(({ facts, projectedSeconds }) => facts / projectedSeconds);
  return `(a2) Facts taken in, projections live
As (a) with LEDGER_ROLE=all: until the last answer, and until a query with after= had all of them.
${bareWords}

${aligned([
  heading,
  rateRow('acknowledged', liveRates),
  rateRow('projected', projected),
  rateRow('bare client', bareRates),
  ratioRow('ratio, acknowledged', liveRates, bareRates),
  ratioRow('ratio, projected', projected, bareRates),
  ...cpuRows('live', live),
])}`;
};

/** Parts a and a2, which share the runs of the bare client. */
export const takeIn = async (
  { facts, rounds, batchesInFlight, only }: Options,
  say: (line: string) => void,
): Promise<string> => {
  const intake: Intake = { facts, batchesInFlight };
  const bodies = await bodiesOf(facts);
  const posted: Record<'api' | 'all', Posted[]> = { api: [], all: [] };
  const post = (role: 'api' | 'all') => async (): Promise<Run> => {
    const run = await postFacts(bodies, intake, role);
    posted[role].push(run);
    return run;
  };
  const runs = await interleaved<string, Run>(
    {
      'bare client': () => appendBare(intake),
      ...(only.has('a') ? { 'projections off': post('api') } : {}),
      ...(only.has('a2') ? { 'projections live': post('all') } : {}),
    },
    rounds,
    say,
  );
  const bare = runs['bare client'] ?? [];
  return [
    ...(only.has('a') ? [offReport(posted.api, bare)] : []),
    ...(only.has('a2') ? [liveReport(posted.all, bare)] : []),
  ].join('\n');
};
