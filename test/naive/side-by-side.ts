import * as fc from 'fast-check';
import type { History } from './compare.ts';
import type { LogEntry } from './log-entry.ts';

const renamed = (entry: LogEntry, rename: (tenant: string) => string): LogEntry =>
  entry.kind === 'fact'
    ? { ...entry, fact: { ...entry.fact, tenant: rename(entry.fact.tenant) } }
    : { ...entry, tenant: rename(entry.tenant) };

/** The same history of other tenants. */
const moved = ({ log, tenants, storage, usage }: History, number: number): History => {
  const rename = (tenant: string): string => `${tenant}.${number}`;
  return {
    log: log.map((entry) => renamed(entry, rename)),
    tenants: tenants.map(rename),
    storage: storage.map((question) => ({ ...question, tenant: rename(question.tenant) })),
    usage: usage.map((question) => ({ ...question, tenant: rename(question.tenant) })),
  };
};

export type SideBySide = {
  readonly histories: readonly History[];
  readonly log: readonly LogEntry[];
};

/** Histories each under tenants of its own, in one log, in which each keeps its order among the others. */
export const sideBySide = (histories: readonly History[], seed: number): SideBySide => {
  const apart = histories.map(moved);
  const owners = apart.flatMap(({ log }, index) => log.map(() => index));
  const whole = { minLength: owners.length, maxLength: owners.length };
  const [mixed = []] = fc.sample(fc.shuffledSubarray(owners, whole), { numRuns: 1, seed });
  const left = apart.map(({ log }) => log.values());
  return {
    histories: apart,
    log: mixed.flatMap((owner) => {
      const entry = left[owner]?.next();
      return entry?.done === false ? [entry.value] : [];
    }),
  };
};
