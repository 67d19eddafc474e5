import { billMonth, type MonthBilled } from '../arms/bill-month.ts';
import { accountsOf } from '../facts/billed-month.ts';
import type { Options } from '../options.ts';
import { costRow, cpuRows, heading, secondsRow, type Row } from '../report/rows.ts';
import { aligned } from '../report/table.ts';

const mostOfFloor = 3;
const mib = 1024 ** 2;

const count = (figure: number): string => figure.toLocaleString('en');

const times = (runs: readonly MonthBilled[]): string => {
  const seconds = runs.map((run) => run.seconds);
  const part = (name: keyof MonthBilled['floor']) => runs.map(({ floor }) => floor[name]);
  const all = runs.map(({ floor }) => floor.sums + floor.appends + floor.hashes);
  return aligned([
    heading,
    secondsRow('billing run', seconds),
    secondsRow('floor: one statement that sums', part('sums')),
    secondsRow('floor: bare appends', part('appends')),
    secondsRow('floor: hashes', part('hashes')),
    secondsRow('floor, all three', all),
    costRow('ratio', seconds, all, mostOfFloor),
    ...cpuRows('billing run', runs),
  ]);
};

const memory = (few: MonthBilled, many: readonly MonthBilled[]): string => {
  const row = (label: string, bytesIn: (run: MonthBilled) => number): Row => [
    label,
    ...[bytesIn(few), Math.max(...many.map(bytesIn))].map((bytes) =>
      bytes > 0 ? (bytes / mib).toFixed(0) : '–',
    ),
    'MiB',
  ];
  const facts = [few, ...many.slice(0, 1)].map((run) => count(run.facts));
  return aligned([
    ['facts', ...facts, ''],
    row('service, before the run', ({ serviceBefore }) => serviceBefore),
    row('service', ({ peaks }) => peaks.service),
    row('event store node', ({ peaks }) => peaks.eventstore),
    row('PostgreSQL, largest process', ({ peaks }) => peaks.postgresLargest),
    row('PostgreSQL, private memory of all', ({ peaks }) => peaks.postgresPrivate),
  ]);
};

/** Part d: a month billed, against the least that this takes. */
export const bill = async (
  { billingFacts, billingRounds, batchesInFlight }: Options,
  say: (line: string) => void,
): Promise<string> => {
  const billed = (facts: number): Promise<MonthBilled> => {
    say(`a month of ${count(facts)} facts`);
    return billMonth({ facts, batchesInFlight });
  };
  const few = await billed(Math.max(1, Math.round(billingFacts / 10)));
  const many: MonthBilled[] = [];
  for (let round = 0; round < billingRounds; round += 1) many.push(await billed(billingFacts));
  return `(d) A month billed
${count(accountsOf(billingFacts))} accounts, ${count(billingFacts)} facts behind four charges each: storage over time, graduated messages, packages of
requests, shares; an invoice for each account. From POST /v1/billing-runs until the run is completed, in a service just started;
the stores are each round's own. The floor, after it, on the same stores: one statement that sums the same quantities from
usage_by_day and storage_changes; the same documents appended by the bare client, each to its own stream; one RFC 9162 tree
with a leaf for each fact.

${times(many)}
Peak memory during the run alone. Of a process: the most it had in RAM at once, what it shares with others included. Of all
processes of PostgreSQL together: what they do not share, looked at every second.

${memory(few, many)}`;
};
