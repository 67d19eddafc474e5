import type { Fact } from '../../domain/fact/fact.ts';
import type { Period } from '../../domain/time/window.ts';
import { textIn } from '../support/facts.ts';

// The rules for storage once more, slowly and straight from their words: an account's level at one instant, by looking at
// every file.

const saidOfFiles = (facts: readonly Fact[]): Iterable<readonly Fact[]> =>
  Map.groupBy(facts, (fact) => `${fact.tenant}\n${textIn(fact, 'fileId') ?? ''}`).values();

const latest = (facts: readonly Fact[]): Fact | undefined =>
  facts.reduce<Fact | undefined>((last, fact) => {
    if (last === undefined || fact.at > last.at) return fact;
    if (fact.at < last.at) return last;
    if (fact.source !== last.source) return fact.source > last.source ? fact : last;
    return fact.id > last.id ? fact : last;
  }, undefined);

const bytesOf = (store: Fact): bigint => {
  const text = textIn(store, 'bytes');
  return BigInt(text === undefined ? Number(store.data['bytes']) : text.replace(/\.0*$/, ''));
};

const fileLevelAt = (file: readonly Fact[], account: string, t: number): bigint => {
  const store = file.find(({ type }) => type === 'openmeet.file.stored');
  const isReleased = file.some(({ type, at }) => type === 'openmeet.file.released' && at <= t);
  if (store === undefined || t < store.at || isReleased) return 0n;
  const moves = file.filter(({ type, at }) => type === 'openmeet.file.attached' && at <= t);
  const group = textIn(latest(moves) ?? store, 'group');
  const isTheirs =
    account === store.subject || (group !== undefined && account === `group:${group}`);
  return isTheirs ? bytesOf(store) : 0n;
};

/** The level of an account at an instant, by the facts of its tenant in the order of the log. */
export const levelAt = (facts: readonly Fact[], account: string, t: number): bigint => {
  let level = 0n;
  for (const file of saidOfFiles(facts)) level += fileLevelAt(file, account, t);
  return level;
};

/** Storage over a period by levels at every instant at which one could change. */
export const naiveStorage = (facts: readonly Fact[], account: string, { from, to }: Period) => {
  const instants = facts.map(({ at }) => at).filter((at) => from < at && at < to);
  const edges = [...new Set([from, ...instants, to])].toSorted((a, b) => a - b);
  const stretches = edges.slice(0, -1).map((at, index) => ({
    level: levelAt(facts, account, at),
    lengthMs: BigInt((edges[index + 1] ?? to) - at),
  }));
  return {
    from,
    to,
    openingBytes: levelAt(facts, account, from - 1),
    closingBytes: levelAt(facts, account, to - 1),
    peakBytes: stretches.reduce((peak, { level }) => (level > peak ? level : peak), 0n),
    byteMs: stretches.reduce((sum, { level, lengthMs }) => sum + level * lengthMs, 0n),
  };
};
