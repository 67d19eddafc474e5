import { interleaved } from '../arms/interleaved.ts';
import { project } from '../arms/project.ts';
import { readBare } from '../arms/read-bare.ts';
import type { Options } from '../options.ts';
import { prepareProgram } from '../processes/run-program.ts';
import { withResources } from '../processes/resources.ts';
import { freshNode, freshPostgres } from '../processes/servers.ts';
import { cpuRows, heading, rate, rateRow, ratioRow } from '../report/rows.ts';
import { aligned } from '../report/table.ts';

const leastOfBare = 0.6;

/** Part b: the feed against the bare client that merely reads the same log. */
export const projectLog = (
  { facts, rounds, batchesInFlight }: Options,
  say: (line: string) => void,
): Promise<string> =>
  withResources(async (resources) => {
    say('filling the log');
    const node = await freshNode(resources);
    const postgres = await freshPostgres(resources);
    const args = [node.url, String(facts), String(batchesInFlight)];
    await (await prepareProgram(resources, 'append-bare.ts', args)).go();
    const { feed, bare } = await interleaved(
      { feed: () => project(node, postgres, facts), bare: () => readBare(node, facts) },
      rounds,
      say,
    );
    const [feedRates, bareRates] = [feed.map(rate), bare.map(rate)];
    return `(b) Facts projected from a full log
The service with LEDGER_ROLE=projections fills empty read models: from when they are there until their checkpoint has the
last fact. The bare client, in a process of its own, reads the same log with subscribeToAll and the same prefix filter.

${aligned([
  heading,
  rateRow('projected', feedRates),
  rateRow('bare client', bareRates),
  ratioRow('ratio', feedRates, bareRates, leastOfBare),
  ...cpuRows('projected', feed),
  ...cpuRows('bare client', bare),
])}`;
  });
