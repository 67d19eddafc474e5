import { setTimeout as delay } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import * as t from 'io-ts';
import { askService } from './ask-service.ts';
import type { Output } from './output.ts';
import type { Service } from './post-lines.ts';

const Run = t.intersection([
  t.type({
    id: t.string,
    period: t.string,
    state: t.string,
    dryRun: t.boolean,
    accounts: t.intersection([t.type({ done: t.number }), t.partial({ of: t.number })]),
    issued: t.number,
    nothingToBill: t.number,
    standing: t.number,
    failed: t.number,
    failures: t.array(t.type({ account: t.string, message: t.string })),
    totals: t.record(t.string, t.string),
    requestedAt: t.string,
  }),
  t.partial({ endedAt: t.string, problem: t.string }),
]);
type Run = t.TypeOf<typeof Run>;
const Runs = t.intersection([t.type({ runs: t.array(Run) }), t.partial({ cursor: t.string })]);
const Accepted = t.type({ id: t.string });

/** What is to be billed, as the service is asked for it. */
export type BillWanted = {
  readonly period: string;
  readonly accounts?: readonly string[];
  readonly dryRun?: true;
  readonly ignoreGrace?: true;
};

const path = '/v1/billing-runs';
const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;
const lookAgainMs = 250;

const runOf = (service: Service, id: string): Promise<Run> =>
  askService(service, Run, { method: 'GET', path: pathOf(id) });

const isOver = ({ state }: Run): boolean => state === 'completed' || state === 'cancelled';

const totalsOf = ({ totals }: Run): string => {
  const sums = Object.entries(totals).map(([currency, total]) => `${total} ${currency}`);
  return sums.length === 0 ? 'nothing' : sums.join(' and ');
};

/** What became of a run, in words. */
const linesOf = (run: Run): readonly string[] => {
  const { id, period, state, dryRun, issued, nothingToBill, standing, failed } = run;
  const { done, of } = run.accounts;
  return [
    `${period} ${state}${dryRun ? ', dry' : ''}: ${done}${of === undefined ? '' : ` of ${of}`} accounts (run ${id})`,
    `  ${dryRun ? 'would be issued' : 'issued'} ${issued}, in all ${totalsOf(run)}`,
    `  nothing to bill ${nothingToBill}, with an invoice before ${standing}, failed ${failed}`,
    ...run.failures.map(({ account, message }) => `  ${account}: ${message}`),
    ...(run.problem === undefined ? [] : [`  does not go on just now: ${run.problem}`]),
  ];
};

const told = (run: Run, { print, json }: Output): void => {
  if (json) print(JSON.stringify(run));
  else for (const line of linesOf(run)) print(line);
};

/** Follows a run to its end; undefined where `signal` aborted before. */
const followed = async (
  service: Service,
  id: string,
  signal: AbortSignal,
): Promise<Run | undefined> => {
  const bar = new SingleBar({
    format: ' {bar} {percentage} % | {state}, {value} of {total} accounts, {issued} issued',
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(1, 0, { state: 'waiting', issued: 0 });
  try {
    while (!signal.aborted) {
      const run = await runOf(service, id);
      if (isOver(run)) return run;
      bar.setTotal(Math.max(1, run.accounts.of ?? 1));
      bar.update(run.accounts.done, { state: run.state, issued: run.issued });
      await delay(lookAgainMs, undefined, { signal }).catch(() => undefined);
    }
    return undefined;
  } finally {
    bar.stop();
  }
};

/** Has a month billed; follows that to its end unless told not to. Exits with 1 where an account failed or it was cancelled. */
export const bill = async (
  service: Service,
  wanted: BillWanted,
  output: Output,
  waiting: AbortSignal | undefined,
): Promise<void> => {
  const { id } = await askService(service, Accepted, { method: 'POST', path, body: wanted });
  if (waiting === undefined) {
    if (output.json) output.print(JSON.stringify({ id }));
    else output.say(`Run ${id} is on record. ledger bill status ${id} shows how far it is.`);
    return;
  }
  const run = await followed(service, id, waiting);
  if (run === undefined) {
    output.say(
      `Run ${id} goes on without being watched. ledger bill cancel ${id} would stop it; what it issued stays.`,
    );
    process.exitCode = 1;
    return;
  }
  told(run, output);
  if (run.state !== 'completed' || run.failed > 0) process.exitCode = 1;
};

/** Prints how far a run is, and what failed. */
export const billStatus = async (service: Service, id: string, output: Output): Promise<void> => {
  told(await runOf(service, id), output);
};

/** Has a run stop after the accounts that are under way. */
export const cancelBill = async (service: Service, id: string, output: Output): Promise<void> => {
  const run = await askService(service, Run, { method: 'POST', path: `${pathOf(id)}/cancel` });
  if (output.json) output.print(JSON.stringify(run));
  else output.say(`Run ${id} stops after the accounts that are under way; what it issued stays.`);
};

/** Prints the last runs, the newest first. */
export const listBills = async (service: Service, output: Output): Promise<void> => {
  const { runs } = await askService(service, Runs, { method: 'GET', path });
  if (output.json) output.print(JSON.stringify(runs));
  else {
    for (const { id, period, state, dryRun, requestedAt, issued, failed } of runs) {
      const done = `${issued} ${dryRun ? 'would be issued' : 'issued'}, ${failed} failed`;
      output.print(`${requestedAt}  ${period}  ${state.padEnd(10)}  ${done}  ${id}`);
    }
  }
};
